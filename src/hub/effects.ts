import type { Installation } from '#domain/entities.ts';
import type { Effect, Job } from '#domain/job.ts';
import type { Store } from '#store/contract/store.ts';
import type { Announcer } from './announcer.ts';
import { installationView } from './views/entity-views.ts';

interface Parts {
  store: Store;
  announcer: Announcer;
  /** Told of each record that was made. */
  recorded: (installation: Installation) => Promise<void>;
}

/**
 * Carries out what a job owes beside itself, then takes it off the job. Keyed by computer and package, so that
 * doing it twice changes nothing. Three are not among them: the counts are kept by `ContainerCounts`; followers are
 * aborted by `JobChanges`, as every job changes there; restarts are requested through `PowerChanges`.
 */
export async function carryOutEffects(parts: Parts, job: Job): Promise<void> {
  const installations = job.owed.filter(concernsInstallations);
  for (const effect of installations) await carryOut(parts, job, effect);
  if (installations.length > 0) await parts.store.jobs.clearOwed([job.id], installations);
}

/** Whether records of installations follow from it. */
export const owesRecords = (job: Job): boolean => job.owed.some(concernsInstallations);

type InstallationEffect = Exclude<Effect, 'settleContainer' | 'abortFollowers' | 'requestPower'>;

const concernsInstallations = (effect: Effect): effect is InstallationEffect =>
  effect !== 'settleContainer' && effect !== 'abortFollowers' && effect !== 'requestPower';

async function carryOut(parts: Parts, job: Job, effect: InstallationEffect): Promise<void> {
  switch (effect) {
    case 'recordInstallation':
      return recordInstallation(parts, job);
    case 'removeInstallation':
      return removeInstallation(parts, job);
    case 'removeOtherVersions':
      return removeOtherVersions(parts, job);
  }
}

/** M5: the success of a package that has been deleted, a result that came late, records nothing. */
async function recordInstallation(parts: Parts, job: Job): Promise<void> {
  const { store, announcer, recorded } = parts;
  const installation = await store.installations.put({
    id: store.newId(),
    computerId: job.computerId,
    computerName: job.computerName,
    packageId: job.packageId,
    familyId: job.familyId,
    packageName: job.packageName,
    packageVersion: job.packageVersion,
    jobId: job.id,
    installedAt: job.attempt?.finishedAt ?? job.createdAt,
    installedBy: job.createdBy,
  });
  // Asked afterwards: who deletes a package removes the records first, and once more when it is gone.
  if ((await store.packages.get(job.packageId)) === undefined) return removeInstallation(parts, job);
  announcer.publish([`computer:${job.computerId}`, `package:${job.packageId}`], {
    kind: 'installation',
    installation: installationView(installation),
  });
  await recorded(installation);
}

async function removeInstallation(
  { store, announcer }: Parts,
  { computerId, packageId }: Pick<Job, 'computerId' | 'packageId'>,
): Promise<void> {
  await store.installations.remove(computerId, packageId);
  announcer.publish([`computer:${computerId}`, `package:${packageId}`], {
    kind: 'installationRemoved',
    computerId,
    packageId,
  });
}

async function removeOtherVersions(parts: Parts, job: Job): Promise<void> {
  for (const { familyId, packageId } of await parts.store.installations.ofComputers([job.computerId])) {
    if (familyId !== job.familyId || packageId === job.packageId) continue;
    await removeInstallation(parts, { computerId: job.computerId, packageId });
  }
}
