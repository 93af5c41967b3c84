import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Cancel } from '../clock.ts';
import type { HubContext } from '../hub-context.ts';
import { coerceError } from '../log.ts';

/** Computers decided about at once: so long the dispatcher waits for its next round. */
const SLICE = 25;
const RETRY_MILLISECONDS = 5_000;

type Parts = Pick<HubContext, 'completions' | 'dispatcher' | 'clock' | 'log'>;

/**
 * B9: looks at computers on which no job runs any more, in the pauses between the dispatcher's rounds. After a night in
 * which thousands were woken that takes a while, and nobody's job waits for it.
 */
export class CompletionWatch {
  readonly #parts: () => Parts;
  readonly #toLookAt = new Set<string>();
  readonly #retries = new Set<Cancel>();
  #working: Promise<void> | undefined;
  #stopped = false;

  constructor(parts: () => Parts) {
    this.#parts = parts;
  }

  /** On these computers no job runs, and none is to begin. */
  look(computerIds: Iterable<string>): void {
    if (this.#stopped) return;
    for (const id of computerIds) this.#toLookAt.add(id);
    if (this.#toLookAt.size > 0) this.#working ??= this.#work();
  }

  /** Waits for what is decided now. What is left is found by the workers after the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const cancel of this.#retries) cancel();
    await this.#working;
  }

  async #work(): Promise<void> {
    const { completions, dispatcher } = this.#parts();
    await nextTurn();
    while (this.#toLookAt.size > 0 && !this.#stopped) {
      const slice = [...this.#toLookAt.values().take(SLICE)];
      for (const id of slice) this.#toLookAt.delete(id);
      try {
        await dispatcher.betweenRounds(() => completions.decide(slice));
      } catch (error) {
        this.#failed(slice, error);
      }
      await nextTurn();
    }
    // In the turn of the last look at the list: what is added from now on is worked on anew.
    this.#working = undefined;
  }

  #failed(computerIds: string[], error: unknown): void {
    const { clock, log } = this.#parts();
    const reason = coerceError(error).message;
    log.warn({ reason }, 'shutdowns after completion could not be decided; trying again');
    if (this.#stopped) return;
    const cancel = clock.after(RETRY_MILLISECONDS, () => {
      this.#retries.delete(cancel);
      this.look(computerIds);
    });
    this.#retries.add(cancel);
  }
}
