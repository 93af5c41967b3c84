import type { Computer } from '#domain/entities.ts';
import type { Job } from '#domain/job.ts';
import type { ComputerDetail, ComputerView, CurrentJob, Presence } from '#protocol/views/computer.ts';
import { powerView } from './power-view.ts';
import type { GroupName } from '#protocol/views/group.ts';
import { present } from './present.ts';

/** What the session knows of a computer beside its document. */
export interface PresenceFacts {
  presence: Presence;
  /** Since when online. */
  since?: Date;
  /** Of one that is unknown: when it is online or offline at the latest. */
  knownAt?: Date;
}

function currentJobView(job: Job): CurrentJob {
  return {
    jobId: job.id,
    containerId: job.containerId,
    action: job.action,
    packageName: job.packageName,
    packageVersion: job.packageVersion,
    state: job.state,
  };
}

export function computerView(
  computer: Omit<Computer, 'software'>,
  facts: { presence: PresenceFacts; groups: GroupName[]; currentJob?: Job | undefined },
): ComputerView {
  const system = computer.hardware?.operatingSystem;
  return {
    id: computer.id,
    name: computer.name,
    notes: computer.notes,
    presence: facts.presence.presence,
    ...present('presenceSince', facts.presence.since ?? computer.lastSeenAt),
    ...(computer.lastAddress === undefined ? {} : { address: computer.lastAddress }),
    ...(computer.agentVersion === undefined ? {} : { agentVersion: computer.agentVersion }),
    ...(system === undefined ? {} : { operatingSystem: `${system.name} ${system.version}`.trim() }),
    users: computer.users,
    ...(facts.currentJob === undefined ? {} : { currentJob: currentJobView(facts.currentJob) }),
    ...(computer.power === undefined ? {} : { power: powerView(computer.power) }),
    groups: facts.groups,
    hasSecureOn: computer.secureOn !== undefined,
    enrolledAt: computer.enrolledAt.toISOString(),
    revision: computer.revision,
  };
}

export function computerDetail(computer: Computer, row: ComputerView): ComputerDetail {
  return {
    ...row,
    ...present('bootedAt', computer.bootedAt),
    ...(computer.hardware === undefined ? {} : { hardware: computer.hardware }),
    ...(computer.software === undefined ? {} : { software: computer.software }),
    ...(computer.softwareIsCut === undefined ? {} : { softwareIsCut: computer.softwareIsCut }),
    ...present('inventoryAt', computer.inventoryAt),
  };
}
