import { z } from 'zod';
import { Identifier } from '../../identifiers.ts';
import { WakeState } from '../wake.ts';

const text = z.string();
const milliseconds = z.number().int().nonnegative();

const waking = { wakeId: Identifier, by: text, containerName: text.optional() };
export const WakeBegan = z.object({ what: z.literal('wakeBegan'), ...waking });
export const WakeEnded = z.object({
  what: z.literal('wakeEnded'),
  ...waking,
  state: WakeState.exclude(['waking']),
  /** From the begin. */
  afterMilliseconds: milliseconds,
  packets: z.number().int(),
  wokenByUs: z.boolean(),
  detail: text.optional(),
});
