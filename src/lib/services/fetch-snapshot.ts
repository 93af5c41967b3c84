import { text } from '../messages/text.ts';

import { signInAgain } from './sign-in-address.ts';

/** The hub has answered, with something else than what was asked for. */
export class SnapshotRefused extends Error {
  override readonly name = 'SnapshotRefused';
  readonly status: number;

  constructor(status: number) {
    super(text('common.status', { status }));
    this.status = status;
  }
}

const ANSWER_WITHIN_MILLISECONDS = 15_000;

/**
 * Asks for what a page shows, afresh. Not by running the page's load again: when the hub happens to be away, that
 * would put the error page in place of what is still worth looking at.
 * @throws SnapshotRefused when the hub answers with something else; Error when it does not answer.
 */
export async function fetchSnapshot<Snapshot>(page: string, search = ''): Promise<Snapshot> {
  const response = await fetch(`${page}/snapshot.json${search}`, {
    signal: AbortSignal.timeout(ANSWER_WITHIN_MILLISECONDS),
  });
  // Somebody who is not signed in any more is redirected there.
  if (response.redirected && new URL(response.url).pathname === '/sign-in') signInAgain();
  if (!response.ok || response.redirected) throw new SnapshotRefused(response.status);
  // Written by the function of `$lib/server/snapshots.ts` that also feeds the page's load.
  return (await response.json()) as Snapshot;
}
