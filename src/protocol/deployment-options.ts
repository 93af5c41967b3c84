import { z } from 'zod';
import { lines } from './lines.ts';
import { LIMITS } from './limits.ts';

/** Bounds of what a deployment may say, for those who create one, edit one, or choose what new ones begin with. */

export const priority = z.number().int().min(-100).max(100);

/** Time frames, address ranges. Read by the hub, which names the part that is wrong. */
export const constraint = lines(LIMITS.constraintLength).transform((text) => text.trim());

export const graceMinutes = z
  .number()
  .int()
  .min(1)
  .max(60 * 24 * 60);

/** Minutes; below 0: never restart. */
export const restartTimeoutMinutes = z
  .number()
  .int()
  .min(-1)
  .max(7 * 24 * 60);
