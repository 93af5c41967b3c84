import { containerState } from '#domain/container-state.ts';
import type {
  ApiToken,
  AuditEntry,
  EnrolmentToken,
  Family,
  Installation,
  JobContainer,
  Package,
  User,
} from '#domain/entities.ts';
import type {
  ApiTokenView,
  AuditView,
  EnrolmentTokenView,
  UserView,
} from '#protocol/views/administration.ts';
import type { ContainerView } from '#protocol/views/container.ts';
import type { FamilyView, InstallationView, PackageView } from '#protocol/views/package.ts';
import { present } from './present.ts';

export function containerView(
  container: JobContainer,
  { now, timeZone }: { now: Date; timeZone: string },
): ContainerView {
  return {
    id: container.id,
    name: container.name,
    notes: container.notes,
    state: containerState(container, now),
    startAt: container.startAt.toISOString(),
    ...present('endAt', container.endAt),
    priority: container.priority,
    sequenceMode: container.sequenceMode,
    lateArrival: container.lateArrival,
    graceMinutes: container.graceMinutes,
    addressRanges: container.addressRanges,
    timeFrames: container.timeFrames,
    timeZone,
    restartTimeoutMinutes: container.restartTimeoutMinutes,
    wakeOnLan: container.wakeOnLan,
    shutdownAfterCompletion: container.shutdownAfterCompletion,
    preStage: container.preStage,
    ...(container.preStaged === undefined ? {} : { preStaged: container.preStaged }),
    paused: container.paused,
    jobs: container.jobs,
    counts: container.counts,
    createdAt: container.createdAt.toISOString(),
    createdBy: container.createdBy,
    revision: container.revision,
  };
}

export function familyView(
  family: Family,
  summary?: { packages: number; latestVersion: string },
): FamilyView {
  return {
    id: family.id,
    name: family.name,
    notes: family.notes,
    ...(family.icon === undefined ? {} : { icon: family.icon }),
    packages: summary?.packages ?? 0,
    ...(summary === undefined ? {} : { latestVersion: summary.latestVersion }),
    createdAt: family.createdAt.toISOString(),
    revision: family.revision,
  };
}

export function packageView(entity: Package): PackageView {
  const { createdAt, versionOrder: _own, ...rest } = entity;
  return { ...rest, createdAt: createdAt.toISOString() };
}

export function installationView(installation: Installation): InstallationView {
  const { installedAt, drift = { state: 'unknown' }, ...rest } = installation;
  return { ...rest, installedAt: installedAt.toISOString(), drift };
}

export function userView(user: User): UserView {
  return {
    id: user.id,
    name: user.name,
    role: user.role,
    createdAt: user.createdAt.toISOString(),
    ...present('lastSignInAt', user.lastSignInAt),
  };
}

export function enrolmentTokenView(token: EnrolmentToken): EnrolmentTokenView {
  const { secretHash: _kept, createdAt, expiresAt, ...rest } = token;
  return { ...rest, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() };
}

export function apiTokenView(token: ApiToken): ApiTokenView {
  return {
    id: token.id,
    name: token.name,
    role: token.role,
    createdAt: token.createdAt.toISOString(),
    createdBy: token.createdBy,
    ...present('expiresAt', token.expiresAt),
    ...present('lastUsedAt', token.lastUsedAt),
  };
}

export function auditView(entry: AuditEntry): AuditView {
  return { ...entry, at: entry.at.toISOString() };
}
