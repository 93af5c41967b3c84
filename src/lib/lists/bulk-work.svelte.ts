/** What became of one piece of the work. */
export type Outcome = { state: 'done' } | { state: 'passedOver' | 'failed'; why: string };

export interface Told {
  name: string;
  why: string;
}

/** Pieces that are told by name; of the others only how many there are. */
const TOLD = 50;

/**
 * The same deed on many things, one request for each, some at once: how far it is, what was passed over and what went
 * wrong. One at a time; who starts another ends what is told of the one before.
 */
export class BulkWork {
  /** What is done, as its heading says it; undefined: nothing was begun, or it was put away. */
  title = $state.raw<string | undefined>(undefined);
  isRunning = $state(false);
  total = $state(0);
  done = $state(0);
  passedOver = $state.raw<readonly Told[]>([]);
  failed = $state.raw<readonly Told[]>([]);
  passedOverCount = $state(0);
  failedCount = $state(0);
  #stopped = false;

  get ended(): number {
    return this.done + this.passedOverCount + this.failedCount;
  }

  /** @param one Does it to one of them; what it throws counts as failed. */
  async run<Item extends { name: string }>(
    items: readonly Item[],
    { title, one, atOnce = 4 }: { title: string; one: (item: Item) => Promise<Outcome>; atOnce?: number },
  ): Promise<void> {
    if (this.isRunning) return;
    Object.assign(this, { title, total: items.length, done: 0, passedOverCount: 0, failedCount: 0 });
    this.passedOver = [];
    this.failed = [];
    this.#stopped = false;
    this.isRunning = true;
    const left = items.values();
    const work = async () => {
      for (const item of left) {
        if (this.#stopped) return;
        this.#note(item, await one(item).catch(failure));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    this.isRunning = false;
  }

  /** What has been asked for is waited for; nothing more is. */
  stop(): void {
    this.#stopped = true;
  }

  putAway(): void {
    if (!this.isRunning) this.title = undefined;
  }

  #note({ name }: { name: string }, outcome: Outcome): void {
    switch (outcome.state) {
      case 'done':
        this.done += 1;
        return;
      case 'passedOver':
        this.passedOverCount += 1;
        if (this.passedOver.length < TOLD) this.passedOver = [...this.passedOver, { name, why: outcome.why }];
        return;
      case 'failed':
        this.failedCount += 1;
        if (this.failed.length < TOLD) this.failed = [...this.failed, { name, why: outcome.why }];
        return;
    }
  }
}

const failure = (error: unknown): Outcome => ({
  state: 'failed',
  why: error instanceof Error ? error.message : String(error),
});
