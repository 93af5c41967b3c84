/** Failed sign-ins of one key (an account, or an address) within the window. */
export interface Failures {
  count: number;
  /** Of the latest one. */
  at: Date;
}

/** Failures that cost nothing: people mistype. */
const FREE_FAILURES = { account: 5, address: 20 } as const;
const FIRST_DELAY_SECONDS = 2;
const LONGEST_DELAY_SECONDS = 300;
/** After this long without a failure everything is forgiven. Longer than the longest delay. */
export const FORGIVEN_AFTER_SECONDS = 900;

/**
 * A3: after the free failures each further one doubles the wait of that account and of that address, from 2 s to
 * 5 min.
 * @returns milliseconds to wait, 0 when a try is allowed now.
 */
export function waitBeforeSignIn(
  failures: Failures | undefined,
  kind: keyof typeof FREE_FAILURES,
  now: Date,
): number {
  const recent = stillCounting(failures, now);
  if (recent === undefined || recent.count < FREE_FAILURES[kind]) return 0;
  const doublings = Math.min(recent.count - FREE_FAILURES[kind], 20);
  const delay = Math.min(FIRST_DELAY_SECONDS * 2 ** doublings, LONGEST_DELAY_SECONDS) * 1000;
  return Math.max(0, recent.at.getTime() + delay - now.getTime());
}

export function addFailure(failures: Failures | undefined, now: Date): Failures {
  return { count: (stillCounting(failures, now)?.count ?? 0) + 1, at: now };
}

export function stillCounting(failures: Failures | undefined, now: Date): Failures | undefined {
  if (failures === undefined) return undefined;
  return now.getTime() - failures.at.getTime() < FORGIVEN_AFTER_SECONDS * 1000 ? failures : undefined;
}
