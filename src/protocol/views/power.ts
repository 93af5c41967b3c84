import { z } from 'zod';
import { Identifier, Instant } from '../identifiers.ts';
import { PowerAction } from '../orders.ts';

/**
 * `required`: due, but never by itself: the restart timeout is negative. `waiting`: the computer has not been told
 * yet, as a rule because it is offline. `counting`: somebody is logged in and has been warned. `acting`: it happens.
 */
export const PowerState = z.enum(['required', 'waiting', 'counting', 'acting']);
export type PowerState = z.infer<typeof PowerState>;

/** Why a computer is to be restarted or shut down. `completion`: it was woken for a container that is done. */
export const PowerReason = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('job'),
    jobId: Identifier,
    packageName: z.string(),
    packageVersion: z.string(),
  }),
  z.object({ kind: z.literal('completion'), containerId: Identifier, containerName: z.string() }),
  z.object({ kind: z.literal('hand'), by: z.string(), text: z.string() }),
]);
export type PowerReason = z.infer<typeof PowerReason>;

/** A restart or shutdown that is due on a computer: one, however many reasons there are. */
export const PowerView = z.object({
  requestId: Identifier,
  action: PowerAction,
  state: PowerState,
  /** Oldest first, never empty. */
  reasons: z.array(PowerReason),
  requestedAt: Instant,
  /** Minutes a logged-in user is given; below 0: never by itself. */
  timeoutMinutes: z.number().int(),
  /** When it happens, as the agent counts. */
  until: Instant.optional(),
  /** Who was logged in when the agent last looked. */
  users: z.array(z.string()),
  postponed: z.object({ by: z.string(), at: Instant }).optional(),
  /** What the system said when it could not be done. */
  problem: z.string().optional(),
});
export type PowerView = z.infer<typeof PowerView>;
