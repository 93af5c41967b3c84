import type { Actor } from '#domain/entities.ts';
import { callOff, carryOutNow, postpone } from '#domain/power/by-hand.ts';
import { requestPower, type PowerDecision } from '#domain/power/pending-power.ts';
import { wasTold } from '#domain/power/presence-change.ts';
import type { AuditVerb } from '#protocol/audit.ts';
import { Refusal } from '#protocol/errors.ts';
import { parse } from '#protocol/parse.ts';
import { CallOffPower, CarryOutPower, OrderPower, PostponePower } from '#protocol/requests.ts';
import type { ComputerView } from '#protocol/views/computer.ts';
import type { ComputerSummary } from '#store/contract/aggregates.ts';
import { audit, permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Commands } from '../hub.ts';
import { decideAndTell } from '../power/decide-and-tell.ts';

export function orderPowerCommand(context: HubContext): Commands['orderPower'] {
  return async (actor, input) => {
    const { computerId, action, delaySeconds, reason } = parse(OrderPower, input);
    permit(actor, 'computer.power');
    const wish = {
      action,
      reason: { kind: 'hand', by: actor.name, text: reason },
      timeoutMinutes: delaySeconds / 60,
    } as const;
    const decide = (computer: ComputerSummary) =>
      requestPower(computer.power, wish, context.power.momentOf(computer));
    return await carriedOut(context, {
      actor,
      computerId,
      decide,
      verb: `computer.${action}`,
      detail: reason,
    });
  };
}

export function carryOutPowerCommand(context: HubContext): Commands['carryOutPower'] {
  return async (actor, input) => {
    const { computerId } = parse(CarryOutPower, input);
    permit(actor, 'computer.power');
    const decide = ({ power }: ComputerSummary) => carryOutNow(power, context.clock.now());
    return await carriedOut(context, { actor, computerId, decide, verb: 'computer.powerNow' });
  };
}

export function postponePowerCommand(context: HubContext): Commands['postponePower'] {
  return async (actor, input) => {
    const { computerId, minutes } = parse(PostponePower, input);
    permit(actor, 'computer.power');
    const decide = ({ power }: ComputerSummary) =>
      postpone(power, { minutes, by: actor.name, now: context.clock.now() });
    const detail = `by ${minutes} min`;
    return await carriedOut(context, { actor, computerId, decide, verb: 'computer.powerPostponed', detail });
  };
}

/** B7: by way of the agent, which may be counting; it alone knows whether it is too late. */
export function callOffPowerCommand(context: HubContext): Commands['callOffPower'] {
  return async (actor, input) => {
    const { computerId } = parse(CallOffPower, input);
    permit(actor, 'computer.power');
    const { store, sessions, power, powerOrders, dispatcher } = context;
    const computer = await found(context, computerId);
    const decide = ({ power: current }: ComputerSummary) => callOff(current, actor.name);
    const decision = decide(computer);
    if (decision.outcome === 'refused') throw new Refusal(decision.code);
    const due = computer.power;
    const session = sessions.get(computerId);
    if (session === undefined && due !== undefined && wasTold(due)) throw new Refusal('computerOffline');
    if (session !== undefined && due !== undefined && !(await powerOrders.callOff(session, due.id))) {
      throw new Refusal('tooLateToStop');
    }
    await power.apply(
      computerId,
      (current) =>
        current.power === undefined || current.power.id === due?.id ? decide(current) : { outcome: 'known' },
      actor.name,
    );
    dispatcher.look([computerId]);
    await noted(context, { actor, computer, verb: 'computer.powerCalledOff' });
    return await rowOf(context, (await store.computers.get(computerId)) ?? computer);
  };
}

interface Wish {
  actor: Actor;
  computerId: string;
  decide: (computer: ComputerSummary) => PowerDecision;
  verb: AuditVerb;
  detail?: string;
}

/** Only where the computer is there: nothing is kept for later, so that no machine restarts hours after a click. */
async function carriedOut(context: HubContext, wish: Wish): Promise<ComputerView> {
  const { computerId } = wish;
  const computer = await found(context, computerId);
  const session = context.sessions.get(computerId);
  const decision = wish.decide(computer);
  if (decision.outcome === 'refused') throw new Refusal(decision.code);
  if (session === undefined) throw new Refusal('computerOffline');
  await decideAndTell(context, { session, decide: wish.decide, by: wish.actor.name });
  await noted(context, { ...wish, computer });
  return await rowOf(context, await found(context, computerId));
}

async function found({ store }: HubContext, computerId: string): Promise<ComputerSummary> {
  const computer = await store.computers.get(computerId);
  if (computer === undefined) throw new Refusal('notFound');
  return computer;
}

async function noted(
  context: HubContext,
  { actor, computer, verb, detail }: Pick<Wish, 'actor' | 'verb' | 'detail'> & { computer: ComputerSummary },
): Promise<void> {
  await audit(context, actor, {
    verb,
    subject: { kind: 'computer', id: computer.id, name: computer.name },
    ...(detail === undefined || detail === '' ? {} : { detail }),
  });
}

async function rowOf({ announcer }: HubContext, computer: ComputerSummary): Promise<ComputerView> {
  const [row] = await announcer.computerRows([computer]);
  if (row === undefined) throw new Refusal('notFound');
  return row;
}
