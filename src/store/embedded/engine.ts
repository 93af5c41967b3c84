import { StoreError } from './errors.ts';
import { integerOf } from './bson/types.ts';
import type { ReplyDocument } from './bson/value.ts';
import { Cursors } from './commands/cursors.ts';
import { run } from './commands/dispatch.ts';
import { Budget } from './query/budget.ts';
import { Catalog } from './storage/catalog.ts';
import { Database } from './storage/database.ts';
import { expire } from './storage/expire.ts';
import { refusal, type Answerer } from './wire/connection.ts';
import { TurnLoop } from './wire/turn-loop.ts';

export interface EngineOptions {
  readonly file: string;
  readonly expiryInterval: number;
  readonly cursorIdleTime: number;
  readonly maxCursors: number;
  readonly log?: (text: string) => void;
}

/** Milliseconds between two tidyings of the file and the cursors. */
const TIDY_INTERVAL = 60_000;

/** The store without its socket: commands in, answers out, and the work that time brings. */
export class Engine {
  readonly #database: Database;
  readonly #catalog: Catalog;
  readonly #cursors: Cursors;
  readonly #loop: TurnLoop;
  readonly #timers: NodeJS.Timeout[];
  readonly #log: (text: string) => void;
  #isExpiring = false;

  constructor(options: EngineOptions) {
    this.#database = new Database(options.file);
    this.#catalog = new Catalog(this.#database);
    this.#cursors = new Cursors({ idleTime: options.cursorIdleTime, most: options.maxCursors });
    this.#log = options.log ?? (() => undefined);
    const database = this.#database;
    this.#loop = new TurnLoop({
      get writes() {
        return database.writes;
      },
      commit: () => database.commit(),
      rollback: () => {
        database.rollback();
        this.#catalog.reload();
        // Their streams hold collections that are stale now.
        this.#cursors.closeAll();
      },
    });
    this.#timers = [
      setInterval(() => this.#expire(), options.expiryInterval),
      setInterval(() => this.#tidy(), TIDY_INTERVAL),
      setInterval(() => this.#cursors.closeIdle(), Math.min(options.cursorIdleTime, TIDY_INTERVAL)),
    ];
  }

  /** Runs a command; `done` is called once, when everything it wrote is on the disk. */
  readonly answer: Answerer = (command, done) => {
    const budget = new Budget(integerOf(command.body.get('maxTimeMS')));
    const context = { catalog: this.#catalog, cursors: this.#cursors, budget };
    this.#loop.submit({
      budget,
      start: () => run(context, command),
      done,
      refused: (error) => done(this.#refusal(error)),
    });
  };

  #refusal(error: unknown): ReplyDocument {
    if (error instanceof StoreError) return refusal(error);
    // A defect of ours: the client gets its text, the log where it happened.
    this.#log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return refusal(new StoreError(1, `embedded store: ${String(error)}`));
  }

  #expire(): void {
    if (this.#isExpiring) return;
    this.#isExpiring = true;
    const budget = new Budget();
    const catalog = this.#catalog;
    const done = (): void => void (this.#isExpiring = false);
    this.#loop.submit({
      budget,
      *start() {
        yield* expire({ catalog, budget });
        return new Map();
      },
      done,
      refused: (error) => {
        this.#log(`embedded store: expiry failed: ${String(error)}`);
        done();
      },
    });
  }

  #tidy(): void {
    try {
      if (!this.#database.hasWritten) this.#database.tidy();
    } catch (error) {
      this.#log(`embedded store: tidying failed: ${String(error)}`);
    }
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#database.close();
  }
}
