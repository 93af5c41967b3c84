import { type Clock, systemClock } from '#agent/clock.ts';

/** A clock that stands still until it is moved. Waiting is real. */
export class StandingClock implements Clock {
  #wall = Date.parse('2026-03-01T12:00:00.000Z');
  #monotonic = 1_000_000;
  readonly sleep = systemClock.sleep;
  readonly after = systemClock.after;

  now(): Date {
    return new Date(this.#wall);
  }

  monotonic(): number {
    return this.#monotonic;
  }

  pass(milliseconds: number): void {
    this.#wall += milliseconds;
    this.#monotonic += milliseconds;
  }

  /** The computer boots: its monotonic clock begins anew. */
  reboot(milliseconds: number): void {
    this.#wall += milliseconds;
    this.#monotonic = 0;
  }
}
