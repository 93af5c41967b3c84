import { z } from 'zod';
import { Identifier, Instant } from '../identifiers.ts';
import { Hardware, LoggedInUsers, Software } from '../inventory.ts';
import { JobAction, JobState } from '../job.ts';
import { GroupName } from './group.ts';
import { PowerView } from './power.ts';

export const Presence = z.enum(['online', 'offline', 'unknown']);
export type Presence = z.infer<typeof Presence>;

/** What a computer does at this moment, short enough for a row of a table. */
export const CurrentJob = z.object({
  jobId: Identifier,
  containerId: Identifier,
  action: JobAction,
  packageName: z.string(),
  packageVersion: z.string(),
  state: JobState,
});
export type CurrentJob = z.infer<typeof CurrentJob>;

/** One row of the computers page. */
export const ComputerView = z.object({
  id: Identifier,
  name: z.string(),
  notes: z.string(),
  presence: Presence,
  /** Since when it is online, or when it was last seen; absent when it never connected. */
  presenceSince: Instant.optional(),
  address: z.string().optional(),
  agentVersion: z.string().optional(),
  operatingSystem: z.string().optional(),
  users: LoggedInUsers,
  currentJob: CurrentJob.optional(),
  /** A restart or shutdown that is due there. */
  power: PowerView.optional(),
  /** Those that it is in itself, by name. */
  groups: z.array(GroupName),
  /** Whether a SecureOn password is stored for its magic packets. */
  hasSecureOn: z.boolean(),
  enrolledAt: Instant,
  revision: z.number().int(),
});
export type ComputerView = z.infer<typeof ComputerView>;

/** Who was logged in when a message was shown; nobody, perhaps. Absent: the agent could not find out. */
export const MessageShown = z.object({ shownTo: z.array(z.string()).optional() });
export type MessageShown = z.infer<typeof MessageShown>;

/** Everything of one computer's page that is not a list of its own. */
export const ComputerDetail = ComputerView.extend({
  bootedAt: Instant.optional(),
  hardware: Hardware.optional(),
  /** What the system's own package database lists; absent where that is not known. */
  software: Software.optional(),
  /** There is more than that: the list is cut. */
  softwareIsCut: z.literal(true).optional(),
  inventoryAt: Instant.optional(),
});
export type ComputerDetail = z.infer<typeof ComputerDetail>;
