import type { JobState } from '#protocol/job.ts';

/** How a state is drawn on the map: told apart without colour. Paths in a square of 10 by 10, drawn as strokes. */
export interface Glyph {
  /** Filled with its colour, or only its outline. */
  filled: boolean;
  path?: string;
}

const CROSS = 'M3 3 7 7M7 3 3 7';
const BAR = 'M2.5 5H7.5';

export const GLYPHS: Record<JobState, Glyph> = {
  waiting: { filled: false },
  pushed: { filled: false, path: 'M5 4.4V5.6' },
  downloading: { filled: false, path: 'M5 2.6V7.2M3 5.4 5 7.4 7 5.4' },
  unpacking: { filled: false, path: 'M3.2 3.2H6.8V6.8H3.2Z' },
  executing: { filled: true, path: 'M3.8 2.8 7 5 3.8 7.2Z' },
  succeeded: { filled: true },
  alreadyInstalled: { filled: true, path: 'M2.8 5.2 4.4 6.8 7.2 3.4' },
  failed: { filled: true, path: CROSS },
  expired: { filled: true, path: 'M5 2.6V5.6M5 7.2V7.4' },
  cancelled: { filled: false, path: 'M3 7 7 3' },
  aborted: { filled: true, path: BAR },
  incompatible: { filled: false, path: CROSS },
};
