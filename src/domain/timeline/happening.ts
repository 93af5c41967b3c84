import type { TimelineFact, TimelineKind } from '#protocol/views/timeline.ts';

/** Something that happened on a computer, at its moment. */
export interface Happening {
  at: Date;
  fact: TimelineFact;
}

/** One that is stored by itself. */
export interface ComputerEvent extends Happening {
  id: string;
  computerId: string;
  kind: TimelineKind;
}

/** A line of a timeline, wherever it was read. `revision`: of two with the same id the higher one is the newer. */
export interface TimelineLine extends Happening {
  id: string;
  revision: number;
}

const KINDS: Record<TimelineFact['what'], TimelineKind> = {
  online: 'connection',
  offline: 'connection',
  started: 'connection',
  job: 'job',
  retried: 'job',
  powerOrdered: 'power',
  powerWarned: 'power',
  powerPostponed: 'power',
  powerHastened: 'power',
  powerHeld: 'power',
  powerBegan: 'power',
  powerEnded: 'power',
  wakeBegan: 'wake',
  wakeEnded: 'wake',
  message: 'message',
  users: 'user',
  software: 'software',
  hardware: 'hardware',
  enrolled: 'change',
  notes: 'change',
  secureOn: 'change',
  group: 'change',
  installation: 'change',
};

/** Z1 */
export const kindOf = ({ what }: Pick<TimelineFact, 'what'>): TimelineKind => KINDS[what];

/**
 * Z2: an attempt has the same line wherever it is read: while it goes on, when it has ended, when a retry has left it
 * behind or its job was purged. A job that ended without one is told by that moment.
 */
export const attemptLine = (jobId: string, end: { attempt?: number | undefined; at: Date }) =>
  `job:${jobId}:${end.attempt ?? `at${end.at.getTime()}`}`;

/** The line of what is stored by itself. */
export function lineOfEvent({ id, at, fact }: Omit<ComputerEvent, 'computerId' | 'kind'>): TimelineLine {
  return { id: fact.what === 'job' ? attemptLine(fact.jobId, { ...fact, at }) : id, at, fact, revision: 0 };
}
