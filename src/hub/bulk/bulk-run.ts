import type { Actor } from '#domain/entities.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { BulkAction, BulkSkip, BulkView } from '#protocol/views/bulk.ts';
import type { GroupName } from '#protocol/views/group.ts';

/** What became of one computer. */
export type BulkOutcome =
  | { outcome: 'done' }
  | { outcome: 'skipped'; reason: BulkSkip }
  | { outcome: 'failed'; computerId: string; name: string; message: string };

/** Something that is done to many computers: how far it has come. */
export class BulkRun {
  readonly id: string;
  readonly actor: Actor;
  readonly action: BulkAction;
  readonly total: number;
  readonly #startedAt: Date;
  readonly #group: GroupName | undefined;
  readonly #skipped = new Map<BulkSkip, number>();
  readonly #failures: BulkView['failures'] = [];
  #done = 0;
  #failed = 0;
  #state: BulkView['state'] = 'running';
  #endedAt: Date | undefined;
  #isToStop = false;
  #revision = 1;

  constructor(parts: {
    id: string;
    actor: Actor;
    action: BulkAction;
    total: number;
    startedAt: Date;
    group?: GroupName;
  }) {
    this.id = parts.id;
    this.actor = parts.actor;
    this.action = parts.action;
    this.total = parts.total;
    this.#startedAt = parts.startedAt;
    this.#group = parts.group;
  }

  get isRunning(): boolean {
    return this.#state === 'running';
  }

  get endedAt(): Date | undefined {
    return this.#endedAt;
  }

  /** No other computer has its turn from now on. */
  stop(): void {
    this.#isToStop = true;
  }

  get isToStop(): boolean {
    return this.#isToStop;
  }

  take(outcome: BulkOutcome, computers = 1): void {
    this.#revision += 1;
    switch (outcome.outcome) {
      case 'done':
        this.#done += computers;
        return;
      case 'skipped':
        this.#skipped.set(outcome.reason, (this.#skipped.get(outcome.reason) ?? 0) + computers);
        return;
      case 'failed': {
        this.#failed += computers;
        const { computerId: id, name, message } = outcome;
        if (this.#failures.length < LIMITS.bulkFailures) this.#failures.push({ id, name, message });
      }
    }
  }

  end(now: Date): void {
    this.#revision += 1;
    this.#endedAt = now;
    const { done, failed } = this.view();
    const skipped = [...this.#skipped.values()].reduce((sum, count) => sum + count, 0);
    this.#state = done + failed + skipped < this.total ? 'stopped' : 'done';
  }

  view(): BulkView {
    return {
      id: this.id,
      action: this.action,
      ...(this.#group === undefined ? {} : { group: this.#group }),
      by: this.actor.name,
      state: this.#state,
      startedAt: this.#startedAt.toISOString(),
      ...(this.#endedAt === undefined ? {} : { endedAt: this.#endedAt.toISOString() }),
      total: this.total,
      done: this.#done,
      skipped: [...this.#skipped].map(([reason, computers]) => ({ reason, computers })),
      failed: this.#failed,
      failures: [...this.#failures],
      revision: this.#revision,
    };
  }
}
