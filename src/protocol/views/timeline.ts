import { z } from 'zod';
import { Instant } from '../identifiers.ts';
import { HardwareChanged, SoftwareChanged } from './timeline/inventory.ts';
import { JobFact, Retried } from './timeline/jobs.ts';
import {
  Enrolled,
  GroupChanged,
  InstallationChanged,
  Message,
  NotesChanged,
  SecureOnChanged,
} from './timeline/people.ts';
import {
  PowerBegan,
  PowerEnded,
  PowerHastened,
  PowerHeld,
  PowerOrdered,
  PowerPostponed,
  PowerWarned,
} from './timeline/power.ts';
import { Offline, Online, Started, UsersChanged } from './timeline/presence.ts';
import { WakeBegan, WakeEnded } from './timeline/wake.ts';

/** What one can look for in a computer's timeline. */
export const TimelineKind = z.enum([
  'connection',
  'job',
  'power',
  'wake',
  'message',
  'user',
  'software',
  'hardware',
  'change',
]);
export type TimelineKind = z.infer<typeof TimelineKind>;

/** Something that happened on a computer, or was done to it. */
export const TimelineFact = z.discriminatedUnion('what', [
  Online,
  Offline,
  Started,
  JobFact,
  Retried,
  PowerOrdered,
  PowerWarned,
  PowerPostponed,
  PowerHastened,
  PowerHeld,
  PowerBegan,
  PowerEnded,
  WakeBegan,
  WakeEnded,
  Message,
  UsersChanged,
  SoftwareChanged,
  HardwareChanged,
  Enrolled,
  NotesChanged,
  SecureOnChanged,
  GroupChanged,
  InstallationChanged,
]);
export type TimelineFact = z.infer<typeof TimelineFact>;
export type FactOf<What extends TimelineFact['what']> = Extract<TimelineFact, { what: What }>;

/** `id`: of the attempt for jobs, so that an entry moves when its job ends. */
export const TimelineEntry = z.object({
  id: z.string(),
  at: Instant,
  kind: TimelineKind,
  fact: TimelineFact,
  /** Of two with the same id the higher one is the newer. */
  revision: z.number().int(),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;
