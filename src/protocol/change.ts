import { z } from 'zod';
import { Identifier } from './identifiers.ts';
import { BulkView } from './views/bulk.ts';
import { ComputerDetail, ComputerView } from './views/computer.ts';
import { ContainerView, JobView, OutputChunkView, OutputExtent } from './views/container.ts';
import { SettingsView } from './settings.ts';
import { AuditView } from './views/administration.ts';
import { SystemView } from './views/system.ts';
import { GroupKind, GroupView } from './views/group.ts';
import { TimelineEntry } from './views/timeline.ts';
import { WakeView } from './views/wake.ts';
import { FamilyView, InstallationView, PackageView } from './views/package.ts';

/**
 * What consoles are told. Every change of an object carries the whole new view with its revision: a console keeps
 * the one with the higher revision, so a change that is repeated, or older than a snapshot, does no harm.
 */
export const Change = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('computer'), computer: ComputerView }),
  z.object({ kind: z.literal('computerDetail'), computer: ComputerDetail }),
  z.object({ kind: z.literal('computerRemoved'), computerId: Identifier }),
  /** Something has happened to some computers: lists of them are read again. */
  z.object({ kind: z.literal('computersChanged') }),
  z.object({ kind: z.literal('bulk'), bulk: BulkView }),
  z.object({ kind: z.literal('container'), container: ContainerView }),
  z.object({ kind: z.literal('containerRemoved'), containerId: Identifier }),
  z.object({ kind: z.literal('job'), job: JobView }),
  z.object({ kind: z.literal('wake'), wake: WakeView }),
  z.object({ kind: z.literal('timeline'), computerId: Identifier, entry: TimelineEntry }),
  z.object({ kind: z.literal('system'), system: SystemView }),
  z.object({ kind: z.literal('overviewMoved') }),
  z.object({ kind: z.literal('settings'), settings: SettingsView }),
  z.object({ kind: z.literal('audit'), entry: AuditView }),
  z.object({ kind: z.literal('family'), family: FamilyView }),
  z.object({ kind: z.literal('familyRemoved'), familyId: Identifier }),
  z.object({ kind: z.literal('package'), package: PackageView }),
  z.object({ kind: z.literal('packageRemoved'), packageId: Identifier, familyId: Identifier }),
  z.object({ kind: z.literal('installation'), installation: InstallationView }),
  z.object({ kind: z.literal('installationRemoved'), computerId: Identifier, packageId: Identifier }),
  z.object({ kind: z.literal('group'), group: GroupView }),
  z.object({ kind: z.literal('groupRemoved'), of: GroupKind, groupId: Identifier }),
  z.object({
    kind: z.literal('progress'),
    jobId: Identifier,
    attempt: z.number().int(),
    receivedBytes: z.number().int(),
    totalBytes: z.number().int(),
  }),
  z.object({
    kind: z.literal('output'),
    jobId: Identifier,
    attempt: z.number().int(),
    chunks: z.array(OutputChunkView),
    extent: OutputExtent,
  }),
]);
export type Change = z.infer<typeof Change>;
export type ChangeKind = Change['kind'];
