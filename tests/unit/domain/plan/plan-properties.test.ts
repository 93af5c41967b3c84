import { describe, expect, test } from 'vitest';
import type { Package } from '#domain/entities.ts';
import { canonicalText } from '#domain/plan/difference.ts';
import { planComputer } from '#domain/plan/plan-computer.ts';
import type { PlanRequest } from '#domain/plan/planned-job.ts';
import { UpgradeBehaviour } from '#protocol/package.ts';
import { anId } from '#tests/support/builders.ts';
import { seeded, seeds, type Seeded } from '../seeded.ts';
import { DEBIAN, installed, kept } from './fleet.ts';

/** Packages of a few families that need some of those before them: anything but a circle. */
function somePackages(chance: Seeded): Package[] {
  const families = Array.from({ length: 6 }, () => anId());
  const packages: Package[] = [];
  for (let index = 0; index < 14; index += 1) {
    packages.push(
      kept({
        familyId: chance.oneOf(families),
        version: `${index}`,
        dependencies: packages.filter(() => chance.chance(0.2)).map((one) => one.id),
        upgradeBehaviour: chance.oneOf(UpgradeBehaviour.options),
        ...(chance.chance(0.1) ? { compatibleSystems: [{ family: 'macos', architectures: [] }] } : {}),
      }),
    );
  }
  return packages;
}

function someRequest(seed: number) {
  const chance = seeded(seed);
  const packages = somePackages(chance);
  const present = packages.filter(() => chance.chance(0.25));
  const chosen = packages.filter(() => chance.chance(0.4)).toReversed();
  const request: PlanRequest = {
    action: 'install',
    forceReinstall: chance.chance(0.3),
    uninstallOtherVersions: chance.chance(0.8),
    chosen,
    packages: new Map(packages.map((one) => [one.id, one])),
  };
  return { packages, present, chosen, request };
}

const plan = (given: ReturnType<typeof someRequest>, present = given.present) =>
  planComputer(given.request, { installations: present.map(installed), system: DEBIAN });

describe.each(seeds(150))('seed %i', (seed) => {
  const given = someRequest(seed);
  const jobs = plan(given);

  test('[P1] each chosen package has exactly one installation, and nothing is installed twice', () => {
    const ids = jobs.filter((job) => job.action === 'install').map((job) => job.package.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const one of given.chosen) expect(ids).toContain(one.id);
  });

  test('[P1] [J10] what a job waits for comes before it, and will run', () => {
    for (const [index, job] of jobs.entries()) {
      for (const sequence of job.dependsOn) {
        expect(sequence).toBeLessThan(index + 1);
        expect(jobs[sequence - 1]?.state).toBe('waiting');
      }
    }
  });

  test('[P1] whatever is installed finds all that it needs: there before, or brought along before it', () => {
    const there = new Set(given.present.map((one) => one.id));
    for (const [index, job] of jobs.entries()) {
      if (job.action !== 'install' || job.state !== 'waiting') continue;
      for (const needed of job.package.dependencies) {
        const before = jobs.findIndex((one) => one.package.id === needed && one.action === 'install');
        expect(there.has(needed) || (before !== -1 && before < index)).toBe(true);
      }
    }
  });

  test('[P8] of what makes room nothing is uninstalled that is not there by then', () => {
    const there = new Set(given.present.map((one) => one.id));
    for (const job of jobs) {
      if (job.state !== 'waiting') continue;
      if (job.action === 'uninstall') expect(there.delete(job.package.id)).toBe(true);
      else there.add(job.package.id);
    }
  });

  test('[P9] every job says why; the same facts in another order give the same plan', () => {
    for (const job of jobs) expect(job.reasons.length).toBeGreaterThan(0);
    expect(canonicalText(plan(given, given.present.toReversed()))).toBe(canonicalText(jobs));
  });

  test('[P2] [P8] with nothing installed, nothing is there already, and only what this plan installs makes room', () => {
    const fresh = plan(given, []);
    expect(fresh.filter((job) => job.state === 'alreadyInstalled')).toEqual([]);
    const chosenFamilies = new Set(
      fresh.filter((job) => job.action === 'install').map((job) => job.package.familyId),
    );
    for (const job of fresh.filter(({ action }) => action === 'uninstall')) {
      expect(chosenFamilies).toContain(job.package.familyId);
    }
  });
});
