import type { Job } from '#domain/job.ts';
import type { JobCounts } from '#protocol/views/container.ts';
import type { Store } from '#store/contract/store.ts';
import {
  aComputer,
  aContainer,
  aFamily,
  aJob,
  anAttempt,
  anInstallation,
  aPackage,
  THEN,
} from '#tests/support/builders.ts';
import { PROCEDURE } from '../scenery.ts';

/** Deployments to the whole fleet that lie in the past. */
export const PAST_DEPLOYMENTS = 10;
/** Entries of one computer's software list. */
const SOFTWARE = 150;
const AT_ONCE = 50;

/** The documents of a fleet that has been managed for some months, and new deployments to all of it. */
export class Fleet {
  readonly #store: Store;
  readonly #computers: { id: string; name: string }[];
  readonly #family = aFamily();
  readonly #package = aPackage({ familyId: this.#family.id, familyName: this.#family.name });

  private constructor(store: Store, size: number) {
    this.#store = store;
    this.#computers = Array.from({ length: size }, (_, place) => aComputer({ name: `computer-${place}` }));
  }

  /** Inventories, installations and the jobs of the past are in the store then. */
  static async settled(store: Store, size: number): Promise<Fleet> {
    const fleet = new Fleet(store, size);
    await store.packages.insertFamily(fleet.#family);
    await store.packages.insert(fleet.#package);
    for (let from = 0; from < size; from += AT_ONCE)
      await Promise.all(
        fleet.#computers.slice(from, from + AT_ONCE).map((computer) => fleet.#enrol(computer)),
      );
    const attempt = anAttempt({ acceptedAt: THEN, startedAt: THEN, finishedAt: THEN, exitCode: 0 });
    const ended = { state: 'succeeded', lastAttemptNumber: 1, attempt } as const;
    for (let past = 0; past < PAST_DEPLOYMENTS; past += 1) await fleet.#create(ended, { succeeded: size });
    return fleet;
  }

  get computerIds(): string[] {
    return this.#computers.map(({ id }) => id);
  }

  /** Creates a deployment to every computer, due now. @returns the id of its container */
  async deploy(): Promise<string> {
    return await this.#create({}, { waiting: this.#computers.length });
  }

  async #create(given: Partial<Job>, counts: JobCounts): Promise<string> {
    const container = aContainer({ jobs: this.#computers.length, counts });
    const { id: packageId, familyId, familyName: packageName } = this.#package;
    const jobs = this.#computers.map(({ id: computerId, name: computerName }, place) =>
      aJob({
        ...{ computerId, computerName, packageId, familyId, packageName },
        ...{ containerId: container.id, containerName: container.name, sequence: place + 1 },
        procedure: PROCEDURE,
        content: { sha256: 'a'.repeat(64), bytes: 20_000_000 },
        ...given,
      }),
    );
    await this.#store.jobs.insertMany(jobs);
    await this.#store.containers.insert(container);
    return container.id;
  }

  async #enrol({ id, name }: { id: string; name: string }): Promise<void> {
    const value = Array.from({ length: SOFTWARE }, (_, place) => ({
      name: `program-${place}`,
      version: `${place}.0.1`,
    }));
    await this.#store.computers.insert(aComputer({ id, name }));
    await this.#store.computers.saveInventory(id, { part: 'software', digest: 'b'.repeat(64), value }, THEN);
    await this.#store.installations.put(anInstallation({ computerId: id, computerName: name }));
  }
}
