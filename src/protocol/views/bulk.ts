import { z } from 'zod';
import { Identifier, Instant } from '../identifiers.ts';
import { GroupName } from './group.ts';

/** What can be done to many computers at once. */
export const BulkAction = z.enum([
  'wake',
  'joinGroup',
  'leaveGroup',
  'message',
  'restart',
  'shutdown',
  'delete',
]);
export type BulkAction = z.infer<typeof BulkAction>;

/**
 * Why a computer is left out: it is in the wanted state already (`online`, `member`, `notMember`), it cannot be done
 * now (`offline`, `notWakeable`, `groupsFull`), jobs wait or run there (`inUse`), or it has been deleted (`gone`).
 */
export const BulkSkip = z.enum([
  'online',
  'member',
  'notMember',
  'offline',
  'notWakeable',
  'groupsFull',
  'inUse',
  'gone',
]);
export type BulkSkip = z.infer<typeof BulkSkip>;

const ComputerName = z.object({ id: Identifier, name: z.string() });

/** What would be done if it were carried out now. */
export const BulkPreview = z.object({
  total: z.number().int(),
  /** How many it would be done to, and the first of them by name. */
  affected: z.number().int(),
  names: z.array(ComputerName),
  /** The others by the reason for which they would be left out, each with the first of them. */
  skipped: z.array(z.object({ reason: BulkSkip, computers: z.number().int(), names: z.array(ComputerName) })),
});
export type BulkPreview = z.infer<typeof BulkPreview>;

/** Something that is done to many computers, as far as it has come. Forgotten an hour after its end. */
export const BulkView = z.object({
  id: Identifier,
  action: BulkAction,
  /** Which they join or leave. */
  group: GroupName.optional(),
  by: z.string(),
  /** `stopped`: by a person, or with the hub, before all had their turn. */
  state: z.enum(['running', 'done', 'stopped']),
  startedAt: Instant,
  endedAt: Instant.optional(),
  total: z.number().int(),
  done: z.number().int(),
  skipped: z.array(z.object({ reason: BulkSkip, computers: z.number().int() })),
  failed: z.number().int(),
  /** The first of those that failed, and why. */
  failures: z.array(ComputerName.extend({ message: z.string() })),
  revision: z.number().int(),
});
export type BulkView = z.infer<typeof BulkView>;
