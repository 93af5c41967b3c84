import type { PowerReport } from '#protocol/agent.ts';
import type { CallOffOrder, MessageOrder, OrderAnswer, PowerOrder } from '#protocol/orders.ts';
import type { Clock } from '../clock.ts';
import { namesOf } from './logged-in.ts';
import type { Log } from '../log.ts';
import { type AgentItself, AgentRestart } from './agent-restart.ts';
import { PowerCountdown } from './power-countdown.ts';
import type { PowerSystem } from './power-system.ts';

/** Where reports go. */
export interface ReportsTo {
  tell(report: () => PowerReport): void;
  tellFirst(report: () => PowerReport): Promise<void>;
  /** Nothing more is to be told of this order. */
  forget(requestId: string): void;
}

export interface PowerParts {
  system: PowerSystem;
  clock: Clock;
  log: Log;
  reports: ReportsTo;
  agent: AgentItself;
}

/** What an order that was taken does, until it is over, abandoned or called off. */
interface Course {
  begin(): Promise<void>;
  abandon(): void;
  callOff(): Promise<void>;
}

/** Carries out power orders, one at a time, and speaks to whoever is logged in. */
export class PowerExecutor {
  readonly #parts: PowerParts;
  #held: { requestId: string; course: Course; begun: boolean } | undefined;

  constructor(parts: PowerParts) {
    this.#parts = parts;
  }

  /** Takes an order in place of the one that is held. It begins with `begin`, when the answer is on its way. */
  take(order: PowerOrder): OrderAnswer {
    const { requestId, action, manner, graceSeconds } = order;
    this.#parts.log.info({ requestId, action, manner, graceSeconds }, 'power order');
    this.#release()?.abandon();
    const course = this.#courseOf(order, () => {
      if (this.#held?.course === course) this.#held = undefined;
    });
    this.#held = { requestId, course, begun: false };
    return { answer: 'accepted' };
  }

  begin(): void {
    const held = this.#held;
    if (held === undefined || held.begun) return;
    held.begun = true;
    held.course.begin().catch((fault: unknown) => {
      this.#parts.log.error({ err: fault }, 'a power order could not be carried out');
    });
  }

  callOff({ requestId }: CallOffOrder): OrderAnswer {
    if (this.#held?.requestId !== requestId) return { answer: 'notHeld' };
    this.#parts.log.info({ requestId }, 'power order called off');
    this.#release()
      ?.callOff()
      .catch((fault: unknown) => this.#parts.log.warn({ err: fault }, 'the users could not be told'));
    return { answer: 'accepted' };
  }

  async message({ text }: MessageOrder): Promise<OrderAnswer> {
    const { system } = this.#parts;
    const people = await system.loggedIn();
    const said = await system.say(text, people);
    const shownTo = people === 'unknown' ? {} : { shownTo: namesOf(people) };
    return said.done ? { answer: 'accepted', ...shownTo } : { answer: 'refused', detail: said.detail };
  }

  /** The agent stops: whoever ordered it orders it again. */
  stop(): void {
    this.#held?.course.abandon();
    this.#held = undefined;
  }

  #release(): Course | undefined {
    const held = this.#held;
    if (held === undefined) return undefined;
    this.#held = undefined;
    this.#parts.reports.forget(held.requestId);
    return held.course;
  }

  #courseOf(order: PowerOrder, over: () => void): Course {
    const { system, clock, log, reports, agent } = this.#parts;
    const { action, requestId } = order;
    const reportFirst = (report: () => PowerReport) => reports.tellFirst(report);
    switch (action) {
      case 'restart':
      case 'shutdown': {
        const report = (one: () => PowerReport) => reports.tell(one);
        return new PowerCountdown(order, action, { system, clock, log, report, reportFirst, over });
      }
      case 'restartAgent':
        return new AgentRestart({ requestId, reportFirst, agent, over });
    }
  }
}
