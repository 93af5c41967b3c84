import type { TimelineKind } from '#protocol/views/timeline.ts';
import { KINDS_PARAMETER } from './kinds.ts';
import type { TimelinePage } from './live-timeline.svelte.ts';

const ANSWER_WITHIN_MILLISECONDS = 15_000;

/** Asks for a page of a computer's timeline. @throws Error when it cannot be had */
export async function readTimeline(
  computerId: string,
  { kinds, cursor }: { kinds: readonly TimelineKind[]; cursor?: string },
): Promise<TimelinePage> {
  const parameters = new URLSearchParams({
    ...(kinds.length === 0 ? {} : { [KINDS_PARAMETER]: kinds.join(',') }),
    ...(cursor === undefined ? {} : { cursor }),
  });
  const response = await fetch(`/computers/${computerId}/timeline.json?${parameters}`, {
    signal: AbortSignal.timeout(ANSWER_WITHIN_MILLISECONDS),
  });
  // Somebody who is not signed in any more is redirected to a page.
  if (!response.ok || response.redirected) throw new Error(`status ${response.status}`);
  return (await response.json()) as TimelinePage;
}
