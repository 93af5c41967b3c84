import { systemClock, sleep } from '#hub/clock.ts';

const LOOK_AGAIN_MILLISECONDS = 25;

/**
 * Looks at something outside this process until it is as expected. Only for what gives no event to wait for: the
 * database of a hub in another process, a file written by a program.
 * @returns what was looked at, as soon as it fits
 */
export async function eventually<Value>(
  look: () => Promise<Value> | Value,
  fits: (value: Value) => boolean,
  limitMilliseconds = 60_000,
): Promise<Value> {
  const until = systemClock.now().getTime() + limitMilliseconds;
  for (;;) {
    const value = await look();
    if (fits(value)) return value;
    if (systemClock.now().getTime() > until) {
      throw new Error(`not as expected after ${limitMilliseconds} ms: ${JSON.stringify(value)}`);
    }
    await sleep(systemClock, LOOK_AGAIN_MILLISECONDS);
  }
}
