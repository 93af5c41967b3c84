import type { PendingPower } from '#domain/entities.ts';
import { isToBeTold, orderKey, powerOrder } from '#domain/power/power-order.ts';
import { giveWay, isByHand } from '#domain/power/pending-power.ts';
import { heedReport, refusedByAgent } from '#domain/power/power-report.ts';
import type { PowerReport } from '#protocol/agent.ts';
import type { Answer } from '#protocol/answer.ts';
import type { OrderAnswer } from '#protocol/orders.ts';
import type { AgentSession } from '../agent-sessions.ts';
import type { HubContext } from '../hub-context.ts';
import { coerceError } from '../log.ts';
import { sendOrder } from '../orders.ts';

type Parts = Pick<HubContext, 'key' | 'clock' | 'log' | 'settings' | 'power' | 'dispatcher'>;

/** Tells agents what is due, and heeds what they say about it. */
export class PowerOrders {
  readonly #parts: () => Parts;

  constructor(parts: () => Parts) {
    this.#parts = parts;
  }

  /** B5: tells the agent what it has not been told in this session. Only while no job runs there. */
  tell(session: AgentSession, power: PendingPower | undefined): void {
    if (power === undefined || !isToBeTold(power) || session.powerTold === orderKey(power)) return;
    void this.send(session, power)
      .then((answer) => this.#answered({ session, power, answer }))
      .catch((error: unknown) => {
        const reason = coerceError(error).message;
        this.#parts().log.warn({ computerId: session.computerId, reason }, 'an answer could not be stored');
        session.peer.close();
      });
  }

  /** Sends the order, whatever was told before. */
  send(session: AgentSession, power: PendingPower): Promise<Answer<OrderAnswer>> {
    const { key, clock, settings } = this.#parts();
    session.powerTold = orderKey(power);
    const order = powerOrder(power, { now: clock.now(), warning: settings.current().restartWarning });
    return sendOrder({ key, clock, session, order });
  }

  /** Asks the agent to forget a request. @returns whether it never happens now; false: it is under way */
  async callOff(session: AgentSession, requestId: string): Promise<boolean> {
    const { key, clock, log } = this.#parts();
    const answer = await sendOrder({ key, clock, session, order: { purpose: 'callOff', requestId } });
    delete session.powerTold;
    if (!answer.ok) {
      log.warn({ computerId: session.computerId, code: answer.code }, 'calling off was not answered');
      session.peer.close();
      return false;
    }
    return answer.value.answer !== 'tooLate' && answer.value.answer !== 'refused';
  }

  /** B9: a shutdown after completion is called off, and then the queue is looked at again. */
  giveWay(session: AgentSession, power: PendingPower): void {
    if (session.givingWay === true) return;
    session.givingWay = true;
    void this.#giveWay(session, power)
      .catch((error: unknown) => {
        const reason = coerceError(error).message;
        this.#parts().log.warn({ computerId: session.computerId, reason }, 'a shutdown was not called off');
        session.peer.close();
      })
      .finally(() => delete session.givingWay);
  }

  async #giveWay(session: AgentSession, power: PendingPower): Promise<void> {
    if (!(await this.callOff(session, power.id))) return;
    const { power: changes, dispatcher } = this.#parts();
    await changes.apply(session.computerId, ({ power: current }) =>
      current?.id === power.id ? giveWay(current) : { outcome: 'known' },
    );
    delete session.givingWay;
    dispatcher.look([session.computerId]);
  }

  async #answered(told: {
    session: AgentSession;
    power: PendingPower;
    answer: Answer<OrderAnswer>;
  }): Promise<void> {
    const { session, power, answer } = told;
    const { log, dispatcher } = this.#parts();
    if (!answer.ok) {
      log.warn({ computerId: session.computerId, code: answer.code }, 'a power order was not answered');
      return session.peer.close();
    }
    if (answer.value.answer === 'accepted' || answer.value.answer === 'known') return;
    const detail = answer.value.detail ?? `The agent answered: ${answer.value.answer}`;
    log.warn({ computerId: session.computerId, detail }, 'an agent did not take a power order');
    await this.#parts().power.apply(session.computerId, ({ power: current }) => {
      if (current?.id !== power.id) return { outcome: 'known' };
      // B7: what only a person wanted is dropped, as if the computer had not been there.
      return isByHand(current) ? { outcome: 'changed', end: 'refused' } : refusedByAgent(current, detail);
    });
    dispatcher.look([session.computerId]);
  }

  /** B6: what an agent says of an order. One that nobody knows any more is called off. */
  async heed(session: AgentSession, report: PowerReport): Promise<void> {
    const { clock, dispatcher, power, log } = this.#parts();
    const { power: current, outcome } = await power.apply(session.computerId, (computer) =>
      heedReport(computer.power, report, clock.now()),
    );
    if (report.state === 'counting' && current?.id !== report.requestId) {
      void this.callOff(session, report.requestId).catch((error: unknown) => {
        log.warn(
          { computerId: session.computerId, reason: coerceError(error).message },
          'calling off failed',
        );
      });
    }
    if (outcome === 'changed' && (current === undefined || current.state === 'required')) {
      dispatcher.look([session.computerId]);
    }
  }
}
