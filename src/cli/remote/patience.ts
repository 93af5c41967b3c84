import { HubUnreachable } from './hub-failure.ts';
import type { Clock, Outside } from './outside.ts';

/** Milliseconds before a question is asked again. */
const AGAIN = { first: 500, longest: 10_000, growth: 1.6 } as const;

/** Waits on the clock, or until the signal. @throws the signal's reason */
export function pause(clock: Clock, milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (stop.aborted) return reject(reasonOf(stop));
    const onAbort = () => {
      cancel();
      reject(reasonOf(stop));
    };
    const cancel = clock.after(milliseconds, () => {
      stop.removeEventListener('abort', onAbort);
      resolve();
    });
    stop.addEventListener('abort', onAbort, { once: true });
  });
}

/** Asks again, with growing pauses, for as long as the hub is away; says so once, and once when it is back. */
export async function patiently<Value>(
  { clock, remark }: Pick<Outside, 'clock' | 'remark'>,
  stop: AbortSignal,
  ask: () => Promise<Value>,
): Promise<Value> {
  let wait: number = AGAIN.first;
  let isAway = false;
  for (;;) {
    try {
      const value = await ask();
      if (isAway) remark('The hub answers again.');
      return value;
    } catch (error) {
      if (stop.aborted) throw reasonOf(stop);
      if (!(error instanceof HubUnreachable)) throw error;
      if (!isAway) remark(`${error.message}. Following goes on when it is back.`);
      isAway = true;
      await pause(clock, wait, stop);
      wait = Math.min(wait * AGAIN.growth, AGAIN.longest);
    }
  }
}

function reasonOf(stop: AbortSignal): Error {
  const reason: unknown = stop.reason;
  return reason instanceof Error ? reason : new Error('stopped');
}
