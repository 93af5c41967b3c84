const ANSWER_WITHIN_MILLISECONDS = 15_000;

/**
 * Asks for what a page shows, afresh. Not by running the page's load again: when the hub happens to be away, that
 * would put the error page in place of what is still worth looking at.
 * @throws Error when the hub does not answer with it.
 */
export async function fetchSnapshot<Snapshot>(page: string, search = ''): Promise<Snapshot> {
  const response = await fetch(`${page}/snapshot.json${search}`, {
    signal: AbortSignal.timeout(ANSWER_WITHIN_MILLISECONDS),
  });
  // Somebody who is not signed in any more is redirected to a page.
  if (!response.ok || response.redirected)
    throw new Error(`The hub answered with status ${response.status}.`);
  // Written by the function of `$lib/server/snapshots.ts` that also feeds the page's load.
  return (await response.json()) as Snapshot;
}
