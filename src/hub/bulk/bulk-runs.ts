import type { Actor } from '#domain/entities.ts';
import { Refusal } from '#protocol/errors.ts';
import type { Announcer } from '../announcer.ts';
import { within, type Clock } from '../clock.ts';
import { coerceError, type Log } from '../log.ts';
import type { BulkRun } from './bulk-run.ts';

const REMEMBERED_MILLISECONDS = 3_600_000;
/** What is being done to single computers when the hub stops has this long to end. */
const STOPPING_MILLISECONDS = 1_000;
/** Runs in memory, those that have ended included, and those of one actor that may go on at once. */
const RUNS = 200;
const RUNS_OF_ACTOR = 5;

/** Everything that is being done to many computers, and what was within the last hour. Lost with the hub. */
export class BulkRuns {
  readonly #parts: () => { announcer: Announcer; clock: Clock; log: Log };
  readonly #runs = new Map<string, BulkRun>();
  readonly #going = new Set<Promise<void>>();

  constructor(parts: () => { announcer: Announcer; clock: Clock; log: Log }) {
    this.#parts = parts;
  }

  /** Carries a run out in the background. @throws Refusal `tooManyAttempts` */
  begin(run: BulkRun, carryOut: (run: BulkRun) => Promise<void>): void {
    this.#forgetOld();
    const own = this.of(run.actor).filter(({ isRunning }) => isRunning).length;
    if (this.#runs.size >= RUNS || own >= RUNS_OF_ACTOR) {
      throw new Refusal('tooManyAttempts', { detail: `Only ${RUNS_OF_ACTOR} of these may go on at once.` });
    }
    this.#runs.set(run.id, run);
    const going: Promise<void> = carryOut(run)
      .catch((error: unknown) => {
        const reason = coerceError(error).message;
        this.#parts().log.warn({ action: run.action, reason }, 'what is done to many computers broke off');
      })
      .finally(() => {
        this.#going.delete(going);
        run.end(this.#parts().clock.now());
        this.tell(run);
      });
    this.#going.add(going);
  }

  get(id: string): BulkRun | undefined {
    this.#forgetOld();
    return this.#runs.get(id);
  }

  /** Those that this actor has begun, the newest first. */
  of({ kind, id }: Pick<Actor, 'kind' | 'id'>): BulkRun[] {
    this.#forgetOld();
    return [...this.#runs.values()].filter(({ actor }) => actor.kind === kind && actor.id === id).reverse();
  }

  tell(run: BulkRun): void {
    this.#parts().announcer.publish([`bulk:${run.id}`], { kind: 'bulk', bulk: run.view() });
  }

  /** No other computer has its turn. Waits for those that have it, but not long: an agent may not answer any more. */
  async stop(): Promise<void> {
    for (const run of this.#runs.values()) run.stop();
    if (this.#going.size > 0) await within(this.#parts().clock, STOPPING_MILLISECONDS, this.drained());
  }

  /** Resolves when all that goes on now has ended. */
  async drained(): Promise<void> {
    await Promise.all(this.#going);
  }

  #forgetOld(): void {
    const until = this.#parts().clock.now().getTime() - REMEMBERED_MILLISECONDS;
    for (const [id, { endedAt }] of this.#runs) {
      if (endedAt !== undefined && endedAt.getTime() < until) this.#runs.delete(id);
    }
  }
}
