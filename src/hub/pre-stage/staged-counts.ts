import { conditionsOf } from '#domain/conditions.ts';
import type { JobContainer } from '#domain/entities.ts';
import { aheadUntil } from '#domain/pre-stage/in-advance.ts';
import { sameStaged, stagedCounts } from '#domain/pre-stage/staged-counts.ts';
import type { PreStagedCounts } from '#protocol/pre-stage.ts';
import type { HubContext } from '../hub-context.ts';
import { coerceError } from '../log.ts';
import { PacedWork } from '../paced-work.ts';

/** Computers whose contents are read at once. */
const SLICE = 500;

/** V7: keeps beside each container on how many computers its content is. Counted again, as all counts are. */
export class StagedCounts {
  readonly #parts: () => Pick<HubContext, 'store' | 'clock' | 'announcer' | 'log' | 'timeZone'>;
  readonly #paced: PacedWork;

  constructor(
    clock: HubContext['clock'],
    parts: () => Pick<HubContext, 'store' | 'clock' | 'announcer' | 'log' | 'timeZone'>,
  ) {
    this.#parts = parts;
    this.#paced = new PacedWork({ clock, work: (containerId) => this.#recount(containerId) });
  }

  /** Something has changed at its computers, in its jobs, or by its dates. */
  touch(containerId: string): void {
    this.#paced.touch(containerId);
  }

  async #recount(containerId: string): Promise<void> {
    const { store, announcer, log } = this.#parts();
    try {
      const container = await store.containers.get(containerId);
      if (container === undefined) return;
      const counts = await this.#count(container);
      if (sameStaged(container.preStaged, counts)) return;
      await store.containers.setPreStaged(containerId, counts);
      await announcer.container(containerId);
    } catch (error) {
      const reason = coerceError(error).message;
      log.warn({ containerId, reason }, 'it could not be counted where content is');
    }
  }

  async #count(container: JobContainer): Promise<PreStagedCounts | undefined> {
    const { store, clock, timeZone } = this.#parts();
    const ahead = aheadUntil(conditionsOf(container), container.startAt, { now: clock.now(), timeZone });
    if (ahead === undefined) return undefined;
    const needs = await store.jobs.contentsNeeded(container.id);
    if (needs.size === 0) return undefined;
    const ids = [...needs.keys()];
    const contents = [];
    for (let from = 0; from < ids.length; from += SLICE) {
      const known = await store.heldContents.ofComputers(ids.slice(from, from + SLICE));
      contents.push(...known.values());
    }
    return stagedCounts(needs, contents);
  }

  async stop(): Promise<void> {
    await this.#paced.stop();
  }
}
