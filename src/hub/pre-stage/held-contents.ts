import type { ComputerContents, PreStageFailure } from '#domain/entities.ts';
import { sameContents, withFailure, withHeld } from '#domain/pre-stage/failures.ts';
import { contentsToKeep } from '#domain/pre-stage/in-advance.ts';
import { ALL_DATES } from '../all-dates.ts';
import type { HubContext } from '../hub-context.ts';

const NOTHING: ReadonlySet<string> = new Set();

/** What became of a pre-stage that did not succeed. */
export type FailedContent = Pick<PreStageFailure, 'sha256' | 'reason' | 'detail'>;

/** V5: what computers have of the hub's content, as their agents tell. Each is told of in its session's order. */
export class HeldContents {
  readonly #parts: () => Pick<HubContext, 'store' | 'sessions' | 'clock' | 'announcer' | 'staged'>;

  constructor(parts: () => Pick<HubContext, 'store' | 'sessions' | 'clock' | 'announcer' | 'staged'>) {
    this.#parts = parts;
  }

  /** Of a computer that is there and tells. */
  of(computerId: string): ReadonlySet<string> {
    return this.#parts().sessions.get(computerId)?.cache?.held ?? NOTHING;
  }

  /** Its hello has told what it holds. @returns what it is to keep */
  async greet(computerId: string, held: readonly string[]): Promise<string[]> {
    await this.#change(computerId, (contents) => withHeld(contents, held));
    return contentsToKeep(await this.#parts().store.jobs.queueOf([computerId], ALL_DATES), []);
  }

  /** What it holds now, and what has failed there. */
  async told(computerId: string, held: readonly string[], failed?: FailedContent): Promise<void> {
    const now = this.#parts().clock.now();
    await this.#change(computerId, (contents) => {
      const told = withHeld(contents, held);
      return failed === undefined ? told : withFailure(told, failed, now);
    });
  }

  async failed(computerId: string, failed: FailedContent): Promise<void> {
    const now = this.#parts().clock.now();
    await this.#change(computerId, (contents) => withFailure(contents, failed, now));
  }

  async #change(computerId: string, decide: (contents: ComputerContents) => ComputerContents): Promise<void> {
    const { store, announcer, staged } = this.#parts();
    const known = await store.heldContents.ofComputers([computerId]);
    const before = known.get(computerId) ?? { computerId, held: [], failures: [] };
    const after = decide(before);
    if (sameContents(before, after)) return;
    await store.heldContents.put(after);
    for (const { containerId } of await store.jobs.queueOf([computerId], ALL_DATES))
      staged.touch(containerId);
    await announcer.queues([computerId]);
  }
}
