import { isTerminal } from '#domain/transitions.ts';
import type { JobState } from '#protocol/job.ts';
import type { PulseView } from '#protocol/views/overview.ts';

const MINUTE = 60_000;
const GOOD = ['succeeded', 'alreadyInstalled'] as const satisfies JobState[];

export interface MinuteBar {
  /** ISO 8601. */
  minute: string;
  good: number;
  /** Ended otherwise. */
  bad: number;
  begun: number;
}

/** The last hour minute by minute, also those in which nothing happened. @param now Milliseconds. */
export function minuteBars(
  minutes: PulseView['minutes'],
  { now, count }: { now: number; count: number },
): MinuteBar[] {
  const known = new Map(minutes.map((one) => [new Date(one.minute).getTime(), one]));
  const last = Math.floor(now / MINUTE) * MINUTE;
  return Array.from({ length: count }, (_, index) => {
    const start = last - (count - 1 - index) * MINUTE;
    const one = known.get(start);
    const good = GOOD.reduce((sum, state) => sum + (one?.ended[state] ?? 0), 0);
    const all = Object.entries(one?.ended ?? {}).reduce(
      (sum, [state, jobs]) => sum + (isTerminal(state as JobState) ? jobs : 0),
      0,
    );
    return { minute: new Date(start).toISOString(), good, bad: all - good, begun: one?.begun ?? 0 };
  });
}
