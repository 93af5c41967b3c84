import { driftOf } from '#domain/drift.ts';
import type { Installation } from '#domain/entities.ts';
import type { Drift } from '#protocol/drift.ts';
import type { HubContext } from './hub-context.ts';
import { SerialQueue } from './serial-queue.ts';
import { installationView } from './views/entity-views.ts';
import { KeyedTurns } from './wake/keyed-turns.ts';

/** Installations of one package that are judged side by side, each with the list of a whole computer in memory. */
const SLICE = 20;
/** Rules that were changed and whose installations are still to be judged. */
const RULES_WAITING = 10_000;

/** Keeps beside each installation what the inventory says of it, and tells when that changes. */
export class DriftWatch {
  readonly #context: () => Pick<HubContext, 'store' | 'announcer' | 'log' | 'stopping'>;
  /** By computer: a judgement upon an older list must not come after one upon the newer. */
  readonly #turns = new KeyedTurns();
  readonly #rules = new SerialQueue(RULES_WAITING);
  /** Packages whose turn has not come: asked again meanwhile they are judged once. */
  readonly #waiting = new Set<string>();

  constructor(context: () => Pick<HubContext, 'store' | 'announcer' | 'log' | 'stopping'>) {
    this.#context = context;
  }

  /** Its list of software has come. */
  softwareChanged(computerId: string): Promise<void> {
    return this.#turns.run(computerId, async () => {
      await this.#judge(computerId, await this.#context().store.installations.ofComputers([computerId]));
    });
  }

  /** A record was made, or made anew. */
  recorded(installation: Installation): Promise<void> {
    const { computerId } = installation;
    return this.#turns.run(computerId, () => this.#judge(computerId, [installation]));
  }

  /** In the background, slice by slice. */
  ruleChanged(packageId: string): void {
    if (this.#waiting.has(packageId) || this.#rules.isFull) return;
    this.#waiting.add(packageId);
    void this.#rules
      .run(() => this.#judgeAll(packageId))
      .catch((error: unknown) => this.#context().log.warn({ err: error, packageId }, 'drift was not judged'));
  }

  /** Resolves when what waits now is judged; once the hub has begun to stop, no slice begins. */
  async drained(): Promise<void> {
    await this.#rules.drained();
    await this.#turns.drained();
  }

  async #judgeAll(packageId: string): Promise<void> {
    this.#waiting.delete(packageId);
    const { store, stopping } = this.#context();
    let after: { name: string; id: string } | undefined;
    while (!stopping.signal.aborted) {
      const page = { packageId, limit: SLICE, ...(after === undefined ? {} : { after }) };
      const rows = await store.installations.ofPackage(page);
      await Promise.all(rows.map((row) => this.recorded(row)));
      const last = rows.at(-1);
      if (last === undefined) return;
      after = { name: last.computerName, id: last.id };
    }
  }

  async #judge(computerId: string, installations: Installation[]): Promise<void> {
    const { store } = this.#context();
    const packages = await store.packages.getMany([...new Set(installations.map((one) => one.packageId))]);
    const byId = new Map(packages.map((one) => [one.id, one]));
    const isRuled = packages.some(({ softwareMatch }) => softwareMatch !== undefined);
    const facts = isRuled ? await store.computers.softwareOf(computerId) : undefined;
    for (const one of installations) {
      const drift = driftOf(one, byId.get(one.packageId), facts);
      if (!isSame(drift, one.drift)) await this.#save(one, drift);
    }
  }

  async #save({ id, installedAt }: Installation, drift: Drift): Promise<void> {
    const { store, announcer } = this.#context();
    const saved = await store.installations.setDrift({ id, installedAt, drift });
    if (saved === undefined) return;
    announcer.publish([`computer:${saved.computerId}`, `package:${saved.packageId}`], {
      kind: 'installation',
      installation: installationView(saved),
    });
  }
}

function isSame(drift: Drift, before: Drift = { state: 'unknown' }): boolean {
  return drift.state === before.state && drift.found === before.found;
}
