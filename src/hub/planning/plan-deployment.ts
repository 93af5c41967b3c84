import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Package } from '#domain/entities.ts';
import { nameOf } from '#domain/plan/dependencies.ts';
import { canonicalText, decisionsOf, type Decision } from '#domain/plan/difference.ts';
import { planComputer } from '#domain/plan/plan-computer.ts';
import { withoutProcedure, type PlannedJob, type PlanRequest } from '#domain/plan/planned-job.ts';
import { hasMacAddress } from '#domain/plan/wakeable.ts';
import { subnetsOf } from '#domain/wake/interfaces.ts';
import { Refusal } from '#protocol/errors.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { OperatingSystemFamily } from '#protocol/package.ts';
import type { CreateContainer } from '#protocol/requests.ts';
import type { ComputerSummary } from '#store/contract/aggregates.ts';
import type { Store } from '#store/contract/store.ts';
import { withDependencies } from './dependencies.ts';

/** What decides about a plan, of all that is said when a container is created. */
export type PlanWish = Pick<
  CreateContainer,
  'action' | 'computerIds' | 'packageIds' | 'forceReinstall' | 'uninstallOtherVersions'
>;

/** What is done on one computer. Computers with the same plan share its lists: treat them as constant. */
export interface ComputerPlan {
  computer: { id: string; name: string; system?: OperatingSystemFamily };
  /** Whether a magic packet can name it. */
  hasMac: boolean;
  /** The subnets it is in: `domain/wake/interfaces`. */
  subnets: readonly string[];
  jobs: readonly PlannedJob[];
  decisions: readonly Decision[];
}

export interface DeploymentPlan {
  /** SHA-256 over every decision, in hexadecimal. */
  digest: string;
  /** In the order in which the computers were named, each once. */
  computers: ComputerPlan[];
  jobs: number;
}

/** Computers planned at once: two queries, then the event loop is given back. */
const SLICE = 100;

type Parts = { store: Pick<Store, 'computers' | 'packages' | 'installations'> };

/**
 * Plans a deployment: what the preview shows and what is created come from here. The event loop stays free.
 * @throws Refusal `notFound`, `procedureMissing`, `tooManyJobs`
 */
export async function planDeployment({ store }: Parts, wish: PlanWish): Promise<DeploymentPlan> {
  const chosen = await chosenPackages(store, wish);
  const packages =
    wish.action === 'install' ? await withDependencies(store, chosen) : new Map<string, Package>();
  const families = new Set([...packages.values()].map((one) => one.familyId));
  const request: PlanRequest = { ...wish, chosen, packages };
  const plan = new PlanBuilder(request);
  const ids = [...new Set(wish.computerIds)];
  for (let from = 0; from < ids.length; from += SLICE) {
    const slice = ids.slice(from, from + SLICE);
    const computers = new Map((await store.computers.getMany(slice)).map((one) => [one.id, one]));
    const installations = await store.installations.ofComputers(slice);
    const related = installations.filter((one) => families.has(one.familyId));
    await addPackages(store, { packages, ids: related.map((one) => one.packageId) });
    const ofComputer = Map.groupBy(installations, (one) => one.computerId);
    for (const id of slice) {
      const computer = computers.get(id);
      if (computer === undefined) throw new Refusal('notFound', { detail: `There is no computer ${id}.` });
      plan.add(computer, ofComputer.get(id) ?? []);
    }
    await nextTurn();
  }
  return plan.done();
}

class PlanBuilder {
  readonly #request: PlanRequest;
  readonly #hash = createHash('sha256');
  readonly #computers: ComputerPlan[] = [];
  /** Most computers of a fleet have one of a few plans: each is kept once. */
  readonly #known = new Map<string, Pick<ComputerPlan, 'jobs' | 'decisions'>>();
  #jobs = 0;

  constructor(request: PlanRequest) {
    this.#request = request;
  }

  /** @throws Refusal `procedureMissing`, `tooManyJobs` */
  add(computer: ComputerSummary, installations: Parameters<typeof planComputer>[1]['installations']): void {
    const system = computer.hardware?.operatingSystem;
    const jobs = planComputer(this.#request, {
      installations,
      ...(system === undefined ? {} : { system }),
    });
    this.#jobs += jobs.length;
    if (this.#jobs > LIMITS.jobsPerContainer) throw new Refusal('tooManyJobs');
    const text = canonicalText(jobs);
    this.#hash.update(`${computer.id}\n${text}\n\n`);
    let plan = this.#known.get(text);
    if (plan === undefined) {
      requireProcedures(jobs, computer.name);
      plan = { jobs, decisions: decisionsOf(jobs) };
      this.#known.set(text, plan);
    }
    const { id, name } = computer;
    this.#computers.push({
      computer: { id, name, ...(system === undefined ? {} : { system: system.family }) },
      hasMac: hasMacAddress(computer.hardware),
      subnets: subnetsOf(computer.hardware).map(({ key }) => key),
      ...plan,
    });
  }

  done(): DeploymentPlan {
    return { digest: this.#hash.digest('hex'), computers: this.#computers, jobs: this.#jobs };
  }
}

/** P4 */
function requireProcedures(jobs: readonly PlannedJob[], computerName: string): void {
  const lacking = withoutProcedure(jobs);
  if (lacking === undefined) return;
  const { action, reasons } = lacking;
  const name = nameOf(lacking.package);
  const added = reasons.find((reason) => reason.kind === 'otherVersionInstalled');
  throw new Refusal('procedureMissing', {
    detail:
      added === undefined
        ? `${name} has no procedure to ${action} it.`
        : `${name} is installed on ${computerName} and would be uninstalled first, but has no procedure for that.`,
  });
}

async function chosenPackages(store: Parts['store'], wish: PlanWish): Promise<Package[]> {
  const ids = [...new Set(wish.packageIds)];
  const found = new Map((await store.packages.getMany(ids)).map((one) => [one.id, one]));
  return ids.map((id) => {
    const one = found.get(id);
    if (one === undefined) throw new Refusal('notFound', { detail: `There is no package ${id}.` });
    if (one[wish.action].procedure.trim() === '') {
      throw new Refusal('procedureMissing', {
        detail: `${nameOf(one)} has no procedure to ${wish.action} it.`,
      });
    }
    return one;
  });
}

async function addPackages(
  store: Parts['store'],
  wanted: { packages: Map<string, Package>; ids: string[] },
): Promise<void> {
  const { packages, ids } = wanted;
  const missing = [...new Set(ids)].filter((id) => !packages.has(id));
  if (missing.length === 0) return;
  for (const one of await store.packages.getMany(missing)) packages.set(one.id, one);
}
