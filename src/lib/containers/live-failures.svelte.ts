import type { FailuresView } from '#protocol/views/failures.ts';
import { Refresher } from '../live/refresher.ts';

const ANSWER_WITHIN_MILLISECONDS = 60_000;
/** While jobs fail, it is asked for again at most this often, and not before it has rested as long as it took. */
const PAUSE_MILLISECONDS = 2000;

/** What failed in a container, what failed alike together: asked for again when more or less has failed. */
export class LiveFailures {
  view = $state.raw<FailuresView | undefined>(undefined);
  problem = $state.raw<string | undefined>(undefined);
  readonly #containerId: string;
  readonly #refresher = new Refresher(() => this.#load());
  #failed: string | undefined;
  #later: ReturnType<typeof setTimeout> | undefined;
  #pause = PAUSE_MILLISECONDS;

  constructor(containerId: string) {
    this.#containerId = containerId;
  }

  /** @param failed What stands for how many have failed in which state: with another, it is asked for again. */
  follow(failed: string): void {
    if (failed === this.#failed) return;
    const isFirst = this.#failed === undefined;
    this.#failed = failed;
    if (isFirst) return this.#refresher.request();
    this.#later ??= setTimeout(() => {
      this.#later = undefined;
      this.#refresher.request();
    }, this.#pause);
  }

  refresh(): void {
    this.#refresher.request();
  }

  close(): void {
    this.#refresher.close();
    clearTimeout(this.#later);
  }

  async #load(): Promise<void> {
    const began = performance.now();
    try {
      const response = await fetch(`/containers/${this.#containerId}/failures.json`, {
        signal: AbortSignal.timeout(ANSWER_WITHIN_MILLISECONDS),
      });
      if (!response.ok || response.redirected) throw new Error(String(response.status));
      // Written by the endpoint beside the container's page.
      this.view = (await response.json()) as FailuresView;
      this.problem = undefined;
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
      throw error;
    } finally {
      this.#pause = Math.max(PAUSE_MILLISECONDS, performance.now() - began);
    }
  }
}
