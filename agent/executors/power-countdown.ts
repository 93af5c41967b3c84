import type { PowerReport } from '#protocol/agent.ts';
import type { PowerOrder } from '#protocol/orders.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { type LoggedIn, namesOf } from './logged-in.ts';
import type { SystemAction } from './power-command.ts';
import { courseOf, mindsPeople } from './power-course.ts';
import type { PowerSystem } from './power-system.ts';
import { callOffText, warningText } from './warning.ts';

export interface CountdownParts {
  system: PowerSystem;
  clock: Clock;
  log: Log;
  /** Tells the hub what became of the order, now or when it can be reached. */
  report(report: () => PowerReport): void;
  /** As `report`, for what ends the connection: resolves when it was told, or after a moment. */
  reportFirst(report: () => PowerReport): Promise<void>;
  /** It is over: nothing is left to be called off. */
  over(): void;
}

/** A restart or shutdown, from its order to its end. */
export class PowerCountdown {
  readonly #order: PowerOrder;
  readonly #action: SystemAction;
  readonly #parts: CountdownParts;
  readonly #endsAt: number;
  readonly #abort = new AbortController();
  #cancelTimers: (() => void)[] = [];
  #warned = false;

  constructor(order: PowerOrder, action: SystemAction, parts: CountdownParts) {
    this.#order = order;
    this.#action = action;
    this.#parts = parts;
    this.#endsAt = parts.clock.monotonic() + (order.graceSeconds ?? 0) * 1000;
  }

  async begin(): Promise<void> {
    const { requestId } = this.#order;
    const { system, report, over } = this.#parts;
    const people = mindsPeople(this.#order) ? await system.loggedIn() : [];
    if (this.#abort.signal.aborted) return;
    const course = courseOf(this.#order, people);
    const users = namesOf(people);
    switch (course.kind) {
      case 'act':
        return this.#act();
      case 'decline':
        over();
        return report(() => ({ state: 'declined', requestId, users }));
      case 'count':
        report(() => ({ state: 'counting', requestId, inSeconds: this.#secondsLeft(), users }));
        this.#at(0, () => this.#act());
        for (const before of course.reminders) this.#at(before, () => this.#remind());
        return this.#warn(people);
    }
  }

  /** Forgets it, without a word. */
  abandon(): void {
    this.#abort.abort();
    for (const cancel of this.#cancelTimers) cancel();
    this.#cancelTimers = [];
  }

  /** Forgets it, and tells those who were warned. */
  async callOff(): Promise<void> {
    this.abandon();
    if (!this.#warned) return;
    const { system } = this.#parts;
    await system.say(callOffText(this.#action), await system.loggedIn());
  }

  #secondsLeft(): number {
    return Math.max(0, Math.round((this.#endsAt - this.#parts.clock.monotonic()) / 1000));
  }

  #at(secondsBefore: number, action: () => Promise<void>): void {
    const { clock, log } = this.#parts;
    const wait = Math.max(0, this.#endsAt - secondsBefore * 1000 - clock.monotonic());
    const cancel = clock.after(wait, () => {
      action().catch((fault: unknown) => log.error({ err: fault }, 'a power order could not be carried out'));
    });
    this.#cancelTimers.push(cancel);
  }

  async #remind(): Promise<void> {
    const people = await this.#parts.system.loggedIn();
    if (!this.#abort.signal.aborted) await this.#warn(people);
  }

  async #warn(people: LoggedIn): Promise<void> {
    if (people !== 'unknown' && people.length === 0) return;
    this.#warned = true;
    const { warning, reason } = this.#order;
    const text = warningText(warning, { action: this.#action, seconds: this.#secondsLeft(), reason });
    const said = await this.#parts.system.say(text, people);
    if (!said.done) this.#parts.log.warn({ detail: said.detail }, 'the users could not be warned');
  }

  async #act(): Promise<void> {
    const { requestId } = this.#order;
    const { system, report, reportFirst, over } = this.#parts;
    this.abandon();
    over();
    if (!system.onlyRecords) await reportFirst(() => ({ state: 'acting', requestId }));
    const acted = await system.act(this.#action);
    if (!acted.done) report(() => ({ state: 'failed', requestId, detail: acted.detail }));
    else if (system.onlyRecords) report(() => ({ state: 'recorded', requestId }));
  }
}
