/** Seconds after the beginning of a wake at which packets are sent; then at equal distances. */
const FIRST_BURSTS = [0, 2, 7, 17, 37];
const LATER_SECONDS = 30;

/**
 * W5: the moment of the next burst after `after`: with growing delay, then every 30 seconds.
 * @returns undefined when the window ends before it
 */
export function nextBurst(wake: { startedAt: Date; windowEndsAt: Date }, after: Date): Date | undefined {
  const elapsed = (after.getTime() - wake.startedAt.getTime()) / 1000;
  const last = FIRST_BURSTS.at(-1) ?? 0;
  const next =
    FIRST_BURSTS.find((seconds) => seconds > elapsed) ??
    last + (Math.floor((elapsed - last) / LATER_SECONDS) + 1) * LATER_SECONDS;
  const at = new Date(wake.startedAt.getTime() + next * 1000);
  return at < wake.windowEndsAt ? at : undefined;
}
