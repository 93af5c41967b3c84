import { HUB_RUNS, readHubRuns, withRun, type HubRun } from '#domain/hub-runs.ts';
import type { Cancel } from './clock.ts';
import type { HubContext } from './hub-context.ts';
import { coerceError } from './log.ts';

/** What a hub that dies may forget of its last minute, at most. */
const EVERY_MILLISECONDS = 60_000;

type Parts = Pick<HubContext, 'store' | 'clock' | 'log' | 'startedAt'>;

/** S2: writes down when the hub was up, so that time in which it was off is held against no computer. */
export class RunRecorder {
  readonly #parts: Parts;
  readonly #timer: Cancel;
  #runs: HubRun[];
  #writing: Promise<void> | undefined;

  private constructor(parts: Parts, runs: HubRun[]) {
    this.#parts = parts;
    this.#runs = runs;
    this.#timer = parts.clock.every(EVERY_MILLISECONDS, () => {
      this.#writing ??= this.#write().finally(() => {
        this.#writing = undefined;
      });
    });
  }

  /**
   * Begins a run. Computers whose sessions the last run could not end, since it died or was in a hurry, were last
   * seen when it ended.
   */
  static async begin(parts: Parts): Promise<RunRecorder> {
    const { store } = parts;
    const runs = readHubRuns(await store.settings.get(HUB_RUNS));
    await store.computers.disconnectAll(runs.at(-1)?.to ?? new Date(0));
    const recorder = new RunRecorder(parts, runs);
    await recorder.#write();
    return recorder;
  }

  /** Writes the end of the run. */
  async stop(): Promise<void> {
    this.#timer();
    await this.#writing;
    await this.#write();
  }

  async #write(): Promise<void> {
    const { store, clock, log, startedAt } = this.#parts;
    this.#runs = withRun(this.#runs, { from: startedAt, now: clock.now() });
    try {
      await store.settings.set(HUB_RUNS, this.#runs);
    } catch (error) {
      log.warn({ reason: coerceError(error).message }, 'it could not be stored that the hub is up');
    }
  }
}
