import type { PackageReference, JobReason } from '#protocol/plan.ts';
import type { Package } from '../entities.ts';
import { misfit } from './compatibility.ts';
import { referenceTo } from './dependencies.ts';
import type { PlannedComputer, PlannedJob, PlanRequest } from './planned-job.ts';

/**
 * Which jobs a deployment makes on one computer, in their order (P1–P3, P6–P9). The same facts give the same jobs,
 * in whatever order the installations are listed.
 */
export function planComputer(request: PlanRequest, computer: PlannedComputer): PlannedJob[] {
  if (request.action === 'uninstall') return planUninstallation(request, computer);
  const plan = new InstallationPlan(request, computer);
  for (const one of request.chosen) plan.install(one);
  return plan.jobs;
}

/** P3: only where it is installed, and neither for what it needs nor for what fits. */
function planUninstallation(request: PlanRequest, { installations }: PlannedComputer): PlannedJob[] {
  const installed = new Set(installations.map((one) => one.packageId));
  return request.chosen
    .filter((one) => installed.has(one.id))
    .map((one) => ({
      package: one,
      action: 'uninstall',
      state: 'waiting',
      reasons: [{ kind: 'chosen' }],
      dependsOn: [],
    }));
}

interface Present extends PackageReference {
  familyId: string;
}

/** Walks through what is wanted, keeping book of what will be installed by then. */
class InstallationPlan {
  readonly jobs: PlannedJob[] = [];
  readonly #request: PlanRequest;
  readonly #computer: PlannedComputer;
  readonly #chosen: ReadonlySet<string>;
  /** What was there before: what this plan brings along does not make a package fit. */
  readonly #before: ReadonlySet<string>;
  /** What will be there when the jobs so far have succeeded. */
  readonly #present: Map<string, Present>;
  /** The sequence of each package's own job: each once. */
  readonly #planned = new Map<string, number>();
  readonly #begun = new Set<string>();
  readonly #misfits = new Map<string, JobReason | undefined>();

  constructor(request: PlanRequest, computer: PlannedComputer) {
    this.#request = request;
    this.#computer = computer;
    this.#chosen = new Set(request.chosen.map((one) => one.id));
    this.#present = new Map(
      computer.installations
        .map(({ packageId, familyId, packageName, packageVersion }): [string, Present] => [
          packageId,
          { packageId, familyId, name: packageName, version: packageVersion },
        ])
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    );
    this.#before = new Set(this.#present.keys());
  }

  /** @returns the sequence of the job that `neededBy` has to wait for; undefined when there is none. */
  install(wanted: Package, neededBy?: Package): number | undefined {
    const need: JobReason[] =
      neededBy === undefined ? [] : [{ kind: 'dependencyOf', package: referenceTo(neededBy) }];
    const known = this.#planned.get(wanted.id);
    if (known !== undefined) {
      const job = this.jobs[known - 1];
      job?.reasons.push(...need);
      return job?.state === 'waiting' ? known : undefined;
    }
    // A circle cannot be saved (P7); should one exist all the same, it is not walked for ever.
    if (this.#begun.has(wanted.id)) return undefined;
    this.#begun.add(wanted.id);

    const isChosen = this.#chosen.has(wanted.id);
    const reasons: JobReason[] = [...(isChosen ? [{ kind: 'chosen' } as const] : []), ...need];
    if (this.#present.has(wanted.id)) {
      if (!isChosen) {
        this.#begun.delete(wanted.id);
        return undefined;
      }
      if (!this.#request.forceReinstall) {
        return this.#add({
          wanted,
          state: 'alreadyInstalled',
          reasons: [...reasons, { kind: 'alreadyInstalled' }],
        });
      }
      reasons.push({ kind: 'forced' });
    }
    const unfit = this.#misfit(wanted);
    if (unfit !== undefined) return this.#refuse(wanted, [...reasons, unfit]);

    const dependsOn = wanted.dependencies.flatMap((id) => {
      const needed = this.#request.packages.get(id);
      return needed === undefined ? [] : (this.install(needed, wanted) ?? []);
    });
    const { uninstalls, told } = this.#makeRoom(wanted);
    const unique = [...new Set([...dependsOn, ...uninstalls])].sort((one, other) => one - other);
    return this.#add({ wanted, state: 'waiting', reasons: [...reasons, ...told], dependsOn: unique });
  }

  #add(job: {
    wanted: Package;
    state: PlannedJob['state'];
    reasons: JobReason[];
    dependsOn?: number[];
  }): number | undefined {
    const { wanted, state, reasons, dependsOn = [] } = job;
    const sequence = this.jobs.push({ package: wanted, action: 'install', state, reasons, dependsOn });
    this.#planned.set(wanted.id, sequence);
    if (state !== 'waiting') return undefined;
    this.#present.set(wanted.id, { ...referenceTo(wanted), familyId: wanted.familyId });
    return sequence;
  }

  /** P6: nothing of what it needs is installed for its sake; what does not fit is shown. */
  #refuse(wanted: Package, reasons: JobReason[]): undefined {
    const last = reasons.at(-1);
    if (last?.kind === 'dependencyIncompatible') {
      const needed = this.#request.packages.get(last.package.packageId);
      if (needed !== undefined) this.install(needed, wanted);
    }
    this.#add({ wanted, state: 'incompatible', reasons });
  }

  #misfit(wanted: Package): JobReason | undefined {
    if (this.#misfits.has(wanted.id)) return this.#misfits.get(wanted.id);
    // Entered before what it needs is looked at: a circle ends here.
    this.#misfits.set(wanted.id, undefined);
    const detail = misfit(wanted.compatibleSystems, this.#computer.system);
    const found: JobReason | undefined =
      detail === undefined ? this.#misfitOfNeeded(wanted) : { kind: 'incompatible', detail };
    this.#misfits.set(wanted.id, found);
    return found;
  }

  #misfitOfNeeded(wanted: Package): JobReason | undefined {
    for (const id of wanted.dependencies) {
      const needed = this.#request.packages.get(id);
      const mustCome = needed !== undefined && (!this.#before.has(id) || this.#isForced(id));
      if (mustCome && this.#misfit(needed) !== undefined) {
        return { kind: 'dependencyIncompatible', package: referenceTo(needed) };
      }
    }
    return undefined;
  }

  #isForced(id: string): boolean {
    return this.#request.forceReinstall && this.#chosen.has(id);
  }

  /** P8: what becomes of the other versions that will be installed by then. */
  #makeRoom(wanted: Package): { uninstalls: number[]; told: JobReason[] } {
    const uninstalls: number[] = [];
    const told: JobReason[] = [];
    const others = [...this.#present.values()].filter(
      (one) => one.familyId === wanted.familyId && one.packageId !== wanted.id,
    );
    for (const { familyId: _, ...other } of others) {
      const source = this.#request.packages.get(other.packageId);
      if (wanted.upgradeBehaviour === 'replacesOthers') {
        this.#present.delete(other.packageId);
        told.push({ kind: 'replacesVersion', package: other });
      } else if (
        wanted.upgradeBehaviour === 'uninstallOthers' &&
        this.#request.uninstallOtherVersions &&
        source !== undefined
      ) {
        this.#present.delete(other.packageId);
        uninstalls.push(
          this.jobs.push({
            package: source,
            action: 'uninstall',
            state: 'waiting',
            reasons: [{ kind: 'otherVersionInstalled', package: referenceTo(wanted) }],
            dependsOn: [],
          }),
        );
      } else told.push({ kind: 'keepsVersion', package: other });
    }
    return { uninstalls, told };
  }
}
