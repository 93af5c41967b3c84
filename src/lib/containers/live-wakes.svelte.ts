import type { WakeView } from '#protocol/views/wake.ts';
import { LiveRows } from '../live/live-rows.svelte.ts';
import { Refresher } from '../live/refresher.ts';

const ANSWER_WITHIN_MILLISECONDS = 15_000;

/** The traces of waking one computer for a container: of the computer whose job is looked at. */
export class LiveWakes {
  readonly #containerId: string;
  readonly #list = new LiveRows<WakeView>({
    initial: [],
    keyOf: (wake) => wake.id,
    // Newest first: ids grow with time.
    compare: (one, other) => (one.id > other.id ? -1 : 1),
  });
  readonly #refresher = new Refresher(() => this.#load());
  #computerId = $state<string | undefined>(undefined);

  constructor(containerId: string) {
    this.#containerId = containerId;
  }

  get rows(): readonly WakeView[] {
    return this.#list.rows.filter((wake) => wake.computerId === this.#computerId);
  }

  /** @param computerId undefined: nobody looks. */
  watch(computerId: string | undefined): void {
    if (computerId === this.#computerId) return;
    this.#computerId = computerId;
    this.refresh();
  }

  change(wake: WakeView): void {
    if (wake.containerId === this.#containerId && wake.computerId === this.#computerId)
      this.#list.change(wake);
  }

  refresh(): void {
    if (this.#computerId !== undefined) this.#refresher.request();
  }

  close(): void {
    this.#refresher.close();
    this.#list.close();
  }

  async #load(): Promise<void> {
    const computerId = this.#computerId;
    if (computerId === undefined) return;
    const response = await fetch(`/containers/${this.#containerId}/wakes.json?computer=${computerId}`, {
      signal: AbortSignal.timeout(ANSWER_WITHIN_MILLISECONDS),
    });
    if (!response.ok || response.redirected)
      throw new Error(`The hub answered with status ${response.status}.`);
    // Written by the endpoint beside the container's page.
    this.#list.snapshot((await response.json()) as WakeView[], 'part');
  }
}
