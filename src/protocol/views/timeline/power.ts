import { z } from 'zod';
import { Instant } from '../../identifiers.ts';
import { PowerAction } from '../../orders.ts';
import { PowerReason } from '../power.ts';

const text = z.string();
const power = { action: PowerAction };
/** Something wants it restarted or shut down; `reasons`: those that were added. `required`: never by itself. */
export const PowerOrdered = z.object({
  what: z.literal('powerOrdered'),
  ...power,
  reasons: z.array(PowerReason),
  timeoutMinutes: z.number(),
  required: z.boolean(),
});
export const PowerWarned = z.object({
  what: z.literal('powerWarned'),
  ...power,
  users: z.array(text),
  until: Instant.optional(),
});
export const PowerPostponed = z.object({
  what: z.literal('powerPostponed'),
  ...power,
  by: text,
  until: Instant,
});
/** A person wants it at once. */
export const PowerHastened = z.object({ what: z.literal('powerHastened'), ...power, by: text.optional() });
/** It does not happen by itself: somebody is logged in, or the system refused. */
export const PowerHeld = z.object({
  what: z.literal('powerHeld'),
  ...power,
  users: z.array(text),
  problem: text.optional(),
});
export const PowerBegan = z.object({ what: z.literal('powerBegan'), ...power });
/**
 * `done`: it has happened. `calledOff`: by a person, or because it is not wanted any more. `gaveWay`: to a job.
 * `dropped`: the computer was away, and nobody else wanted it. `refused`: the agent did not take the order.
 */
export const PowerEnd = z.enum(['done', 'calledOff', 'gaveWay', 'dropped', 'refused']);
export type PowerEnd = z.infer<typeof PowerEnd>;
export const PowerEnded = z.object({
  what: z.literal('powerEnded'),
  ...power,
  how: PowerEnd,
  by: text.optional(),
});
