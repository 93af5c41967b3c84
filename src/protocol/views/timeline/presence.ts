import { z } from 'zod';

const text = z.string();
const milliseconds = z.number().int().nonnegative();

/** What it did before it was online: it is new, started, woke up; its agent started; only the connection was lost. */
export const OnlineAfter = z.enum([
  'enrolment',
  'boot',
  'sleep',
  'agentStart',
  'interruption',
  'replacement',
]);
export type OnlineAfter = z.infer<typeof OnlineAfter>;

/**
 * Why a session ended. `agentLeft`: the agent said so, as when its service is stopped. `broken`: the connection was
 * cut. `silence`: nothing came any more. `hubClosed`: an order was not answered. `hubAway`: the hub was not there.
 */
export const OfflineBecause = z.enum(['agentLeft', 'broken', 'silence', 'hubClosed', 'hubAway']);
export type OfflineBecause = z.infer<typeof OfflineBecause>;

export const Online = z.object({
  what: z.literal('online'),
  after: OnlineAfter,
  address: text,
  /** How long it had been away; absent when that is not known. */
  awayMilliseconds: milliseconds.optional(),
  agentVersion: text,
  /** There when it was another one before. */
  agentVersionBefore: text.optional(),
});
export const Offline = z.object({
  what: z.literal('offline'),
  because: OfflineBecause,
  onlineMilliseconds: milliseconds.optional(),
});
/** Stands at the moment at which the operating system was started. */
export const Started = z.object({ what: z.literal('started') });

export const UsersChanged = z.object({ what: z.literal('users'), came: z.array(text), left: z.array(text) });
