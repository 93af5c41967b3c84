import type { Installation } from '#domain/entities.ts';
import { isDrifted } from '#domain/drift.ts';
import {
  searchableText,
  type FleetFacts,
  type FleetSystem,
  type InstalledFact,
} from '#domain/fleet/facts.ts';
import { freeDiskOf } from '#domain/fleet/free-disk.ts';
import { naturalKey } from '#domain/fleet/natural-key.ts';
import { macsOf } from '#domain/wake/interfaces.ts';
import { subnetOfSession } from '#domain/subnet.ts';
import type { LoggedInUsers } from '#protocol/inventory.ts';
import { ACTIVE_STATES, PENDING_STATES, type JobState } from '#protocol/job.ts';
import type { PowerView } from '#protocol/views/power.ts';
import type { ComputerSummary } from '#store/contract/aggregates.ts';
import type { JobActivity } from '#store/contract/jobs.ts';
import { powerView } from '../views/power-view.ts';
import type { Shared } from './shared.ts';

/** Of longer notes the beginning is kept: twenty thousand computers with the longest there can be are 400 MB. */
export const NOTES_KEPT = 2_000;

/** What the index keeps of a computer: the facts that lists are made by, and what their rows show beside them. */
export interface FleetRecord extends FleetFacts {
  /** Z8: its place by name. */
  key: string;
  users: LoggedInUsers;
  powerView: PowerView | undefined;
  hasSecureOn: boolean;
  /** Whether its notes are longer than what is kept of them. */
  notesCut: boolean;
  revision: number;
}

/** What a computer's own document says. Presence is filled in when it is asked for. */
export function recordOf(
  computer: ComputerSummary,
  known: { shared: Shared; installed: readonly InstalledFact[]; activity: JobActivity | undefined },
): FleetRecord {
  const { shared, installed, activity } = known;
  const { hardware, lastAddress, power } = computer;
  const facts = {
    id: computer.id,
    name: computer.name,
    address: lastAddress,
    subnet: lastAddress === undefined ? undefined : shared.text(subnetOfSession(lastAddress, hardware)),
    system: systemOf(computer, shared),
    model: shared.text(hardware?.model),
    serial: hardware?.serial,
    memoryBytes: hardware?.memoryBytes,
    disk: freeDiskOf(hardware),
    userNames: [...new Set(computer.users.map(({ name }) => name))],
    agentVersion: shared.text(computer.agentVersion),
    macs: macsOf(hardware),
    groupIds: computer.groupIds?.map((id) => shared.text(id)) ?? [],
    enrolled: computer.enrolledAt.getTime(),
    booted: computer.bootedAt?.getTime(),
    power: power === undefined ? undefined : { action: power.action, state: power.state },
    installed,
    ...activityFacts(activity),
    notes: computer.notes.slice(0, NOTES_KEPT),
  };
  const lastSeen = computer.lastSeenAt?.getTime();
  return {
    ...facts,
    presence: 'offline',
    presenceSince: lastSeen,
    lastSeen,
    searchable: searchableText(facts),
    key: naturalKey(computer.name),
    users: computer.users,
    powerView: power === undefined ? undefined : powerView(power),
    hasSecureOn: computer.secureOn !== undefined,
    notesCut: computer.notes.length > NOTES_KEPT,
    revision: computer.revision,
  };
}

function systemOf({ hardware }: ComputerSummary, shared: Shared): FleetSystem | undefined {
  if (hardware === undefined) return undefined;
  const { family, name, version, architecture } = hardware.operatingSystem;
  return shared.systems.get(`${family} ${name} ${version} ${architecture}`, () => ({
    family,
    name,
    version,
    architecture,
  }));
}

/** What jobs do there. */
export function activityFacts(
  activity: JobActivity | undefined,
): Pick<FleetFacts, 'job' | 'pending' | 'failed'> {
  const { active, counts } = activity ?? { counts: {} };
  const count = (state: JobState) => counts[state] ?? 0;
  return {
    job: active === undefined ? undefined : currentJobOf(active),
    pending: PENDING_STATES.reduce((sum, state) => sum + count(state), 0),
    failed: count('failed'),
  };
}

function currentJobOf({ id, ...job }: NonNullable<JobActivity['active']>): FleetFacts['job'] {
  const { containerId, action, packageName, packageVersion, state } = job;
  return ACTIVE_STATES.some((one) => one === state)
    ? { jobId: id, containerId, action, packageName, packageVersion, state }
    : undefined;
}

/** What is installed there, each package once for all computers that have it. */
export const installedFacts = (
  installations: readonly Pick<Installation, 'packageId' | 'familyId' | 'drift'>[],
  shared: Shared,
): InstalledFact[] =>
  installations.map(({ packageId, familyId, drift }) => {
    const drifted = isDrifted(drift);
    return shared.packages.get(`${packageId} ${drifted}`, () => ({ packageId, familyId, drifted }));
  });
