import { z } from 'zod';
import { Identifier } from './identifiers.ts';

/**
 * What a worker has found due. A hint, not an order: the hub decides again on fresh facts, so that one that is
 * repeated, or late, changes nothing.
 */
export const Finding = z.discriminatedUnion('kind', [
  /** The end date of a container has passed while something of it waits. */
  z.object({ kind: z.literal('containerEnded'), containerId: Identifier }),
  /** A started container's offline computers have not been looked for yet. */
  z.object({ kind: z.literal('wakeUnswept'), containerId: Identifier }),
  /** A wake's next burst, or the end of its window, is over. */
  z.object({ kind: z.literal('wakeOverdue'), wakeId: Identifier }),
  /** A computer that was woken for a container may have nothing left to do. */
  z.object({ kind: z.literal('shutdownDue'), wakeId: Identifier }),
  /** A job has been executing on a computer that was away for too long. */
  z.object({ kind: z.literal('agentLost'), jobId: Identifier }),
  z.object({ kind: z.literal('containerPurgeable'), containerId: Identifier }),
  z.object({ kind: z.literal('historyPurgeable') }),
  z.object({ kind: z.literal('auditPurgeable') }),
  z.object({ kind: z.literal('sessionsPurgeable') }),
  /** The statistics of an hour that is over are not written yet, or no longer right. */
  z.object({ kind: z.literal('hourUncounted'), hour: z.iso.datetime() }),
]);
export type Finding = z.infer<typeof Finding>;

/** Named the same whenever the same thing is found: two equal findings are one. */
export const findingId = (finding: Finding): string => JSON.stringify(Object.entries(finding).sort());
