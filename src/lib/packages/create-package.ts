import { outcomeOf, refused, type UploadOutcome } from './upload-outcome.ts';
import { text } from '../messages/text.ts';

const ANSWER_WITHIN_MS = 60_000;

/** Makes the package; its files are at the hub already. */
export async function createPackage(input: Record<string, unknown>): Promise<UploadOutcome> {
  try {
    const response = await fetch('/api/v1/packages', {
      method: 'POST',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    return outcomeOf(response.status, await response.text());
  } catch {
    return refused('unavailable', text('common.unreachable'));
  }
}
