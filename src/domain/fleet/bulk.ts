import { LIMITS } from '#protocol/limits.ts';
import type { BulkWork } from '#protocol/requests.ts';
import type { BulkSkip } from '#protocol/views/bulk.ts';
import { verbToPower, verbToTell, verbToWake, type Verb } from '../permission.ts';
import type { FleetFacts } from './facts.ts';

/** Up to so many computers are restarted or shut down without that their number is agreed to. */
const FEW = 10;

type Facts = Pick<FleetFacts, 'presence' | 'macs' | 'groupIds' | 'job' | 'pending'>;

/** Y1: why something is not done to a computer; undefined: it is. */
export function whySkipped(
  work: BulkWork,
  { presence, macs, groupIds, job, pending }: Facts,
): BulkSkip | undefined {
  switch (work.action) {
    case 'wake':
      if (presence === 'online') return 'online';
      return macs.length === 0 ? 'notWakeable' : undefined;
    case 'joinGroup':
      if (groupIds.includes(work.groupId)) return 'member';
      return groupIds.length >= LIMITS.groupsPerComputer ? 'groupsFull' : undefined;
    case 'leaveGroup':
      return groupIds.includes(work.groupId) ? undefined : 'notMember';
    case 'message':
    case 'restart':
    case 'shutdown':
      return presence === 'online' ? undefined : 'offline';
    case 'delete':
      return job !== undefined || pending > 0 ? 'inUse' : undefined;
  }
}

/** A2: what it takes to do it to so many. */
export function verbForBulk({ action }: Pick<BulkWork, 'action'>, computers: number): Verb {
  switch (action) {
    case 'wake':
      return verbToWake(computers);
    case 'joinGroup':
    case 'leaveGroup':
      return 'group.write';
    case 'message':
      return verbToTell(computers);
    case 'restart':
    case 'shutdown':
      return verbToPower(computers);
    case 'delete':
      return 'computer.delete';
  }
}

/** Y2: whether their number has to be agreed to. */
export function needsCount({ action }: Pick<BulkWork, 'action'>, computers: number): boolean {
  if (action === 'delete') return true;
  return (action === 'restart' || action === 'shutdown') && computers > FEW;
}
