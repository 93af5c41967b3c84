import { isWithinTimeFrames, nextFrameChange, parseTimeFrames } from '#domain/time-frames.ts';
import { formatCountdown } from '../format/countdown.ts';
import { text } from '../messages/text.ts';

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
  frames: string,
  { now, zone }: { now: number; zone: string },
): FramesState | undefined {
  const parsed = parseTimeFrames(frames);
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
  if (change === undefined) return open ? text('options.alwaysOpen') : text('options.neverOpen');
  const then = formatCountdown(change.toISOString(), now);
  return open ? text('options.openNow', { then }) : text('options.closedNow', { then });
}
