import { isWithinTimeFrames, nextFrameChange, parseTimeFrames } from '#domain/time-frames.ts';
import { formatCountdown } from '../format/countdown.ts';

/** Whether time frames are open, and when that changes; `change` undefined: never. */
export interface FramesState {
  open: boolean;
  change: Date | undefined;
}

/**
 * How time frames stand at a moment, which need not be more exact than the minute: they change with no other.
 * @returns undefined where there are none, or they cannot be read. @param zone The hub's.
 */
export function framesAt(
  text: string,
  { now, zone }: { now: number; zone: string },
): FramesState | undefined {
  const parsed = parseTimeFrames(text);
  if ('problem' in parsed || parsed.frames.length === 0) return undefined;
  const at = new Date(now);
  return {
    open: isWithinTimeFrames(parsed.frames, at, zone),
    change: nextFrameChange(parsed.frames, at, zone),
  };
}

/** `Closed now, open in 3 h 10 min`. @param now Milliseconds. */
export function framesWords(state: FramesState | undefined, now: number): string | undefined {
  if (state === undefined) return undefined;
  const { open, change } = state;
  if (change === undefined) return open ? 'Always open' : 'Never open';
  const then = formatCountdown(change.toISOString(), now);
  return open ? `Open now, closed ${then}` : `Closed now, open ${then}`;
}
