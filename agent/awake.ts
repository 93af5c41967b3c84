import { uptime } from 'node:os';
import type { Clock } from './clock.ts';

/** Both of the system's counters, read in one moment. */
export interface Sample {
  /** Milliseconds; where it comes from says `Counting`. */
  monotonic: number;
  /** Seconds since the boot, time asleep included. */
  uptime: number;
}

/**
 * Whether the monotonic clock stands still while the computer sleeps. On Linux it does and the uptime does not: each
 * sleep sets them further apart. Elsewhere both go on, and a sleep shows as a gap between two ticks.
 */
export type Counting = 'withoutSleep' | 'withSleep';

/** What is known after a sample. `awakeSince`: the uptime at the last resume, in seconds; 0: none was seen. */
export interface Waking {
  last: Sample;
  awakeSince: number;
}

const TICK_MILLISECONDS = 2000;
/** Both counters are read one after the other, and to a hundredth of a second. */
const APART_SECONDS = 1;
/** A process may be kept waiting; longer than that the whole computer was. */
const GAP_MILLISECONDS = 30_000;

/** What the next sample tells: a resume is dated to the sample that shows it, a tick too late at most. */
export function afterSample(before: Waking | undefined, sample: Sample, counting: Counting): Waking {
  if (before === undefined) return { last: sample, awakeSince: 0 };
  const slept = hasSlept(before.last, sample, counting);
  return { last: sample, awakeSince: slept ? sample.uptime : before.awakeSince };
}

function hasSlept(last: Sample, next: Sample, counting: Counting): boolean {
  const passed = next.monotonic - last.monotonic;
  switch (counting) {
    case 'withoutSleep':
      return next.uptime - last.uptime - passed / 1000 > APART_SECONDS;
    case 'withSleep':
      return passed > GAP_MILLISECONDS;
  }
}

/** @returns seconds since the boot or the last resume that was seen; never more than the uptime. */
export const awakeSeconds = ({ last, awakeSince }: Waking) =>
  Math.min(Math.max(last.uptime - awakeSince, 0), last.uptime);

export interface AwakeParts {
  clock: Clock;
  counting?: Counting;
  /** Seconds since the boot; default: the system's. */
  uptime?: () => number;
}

/** Looks every two seconds whether the computer has slept. What happened before it was started it cannot know. */
export class AwakeWatch {
  readonly #clock: Clock;
  readonly #counting: Counting;
  readonly #uptime: () => number;
  #waking: Waking;
  #cancelTick: () => void = () => undefined;

  constructor({ clock, counting, uptime: read }: AwakeParts) {
    this.#clock = clock;
    this.#counting = counting ?? (process.platform === 'linux' ? 'withoutSleep' : 'withSleep');
    this.#uptime = read ?? uptime;
    this.#waking = afterSample(undefined, this.#sample(), this.#counting);
    this.#tick();
  }

  /** Both numbers of one moment: now. */
  look(): { uptimeSeconds: number; awakeSeconds: number } {
    this.#waking = afterSample(this.#waking, this.#sample(), this.#counting);
    return { uptimeSeconds: this.#waking.last.uptime, awakeSeconds: awakeSeconds(this.#waking) };
  }

  stop(): void {
    this.#cancelTick();
  }

  #tick(): void {
    this.#cancelTick = this.#clock.after(TICK_MILLISECONDS, () => {
      this.look();
      this.#tick();
    });
  }

  #sample(): Sample {
    return { monotonic: this.#clock.monotonic(), uptime: this.#uptime() };
  }
}
