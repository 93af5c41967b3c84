import type { Package } from '#domain/entities.ts';
import { planComputer } from '#domain/plan/plan-computer.ts';
import type { PlannedComputer, PlannedJob, PlanRequest } from '#domain/plan/planned-job.ts';
import { aPackage } from '#tests/support/builders.ts';
import { frozen } from '../events.ts';

/** A package as the store keeps it. */
export const kept = (given: Parameters<typeof aPackage>[0] = {}): Package => ({
  ...aPackage(given),
  revision: 1,
});

/** The record that a package is installed. */
export const installed = (one: Package): PlannedComputer['installations'][number] => ({
  packageId: one.id,
  familyId: one.familyId,
  packageName: one.familyName,
  packageVersion: one.version,
});

export const DEBIAN = {
  family: 'linux',
  name: 'Debian GNU/Linux',
  version: '12',
  architecture: 'x64',
} as const;

export interface Case {
  chosen: Package[];
  /** What the hub has beside the chosen ones. */
  known?: Package[];
  present?: Package[];
  request?: Partial<Pick<PlanRequest, 'action' | 'forceReinstall' | 'uninstallOtherVersions'>>;
  system?: PlannedComputer['system'];
}

export function planOf({
  chosen,
  known = [],
  present = [],
  request = {},
  system = DEBIAN,
}: Case): PlannedJob[] {
  const packages = new Map([...chosen, ...known, ...present].map((one) => [one.id, frozen(one)]));
  return planComputer(
    { action: 'install', forceReinstall: false, uninstallOtherVersions: true, ...request, chosen, packages },
    frozen({ installations: present.map(installed), system }),
  );
}

/** The plan in short: what is done with what, and with what end. */
export const inShort = (jobs: readonly PlannedJob[]): string[] =>
  jobs.map((job) => {
    const what = `${job.action} ${job.package.familyName} ${job.package.version}`;
    return job.state === 'waiting' ? what : `${what}: ${job.state}`;
  });
