import type { PowerDecision } from '#domain/power/pending-power.ts';
import { Refusal } from '#protocol/errors.ts';
import type { ComputerSummary } from '#store/contract/aggregates.ts';
import type { AgentSession } from '../agent-sessions.ts';
import type { HubContext } from '../hub-context.ts';

/**
 * What a person decides is stored and told at once; while a job runs there, when that has ended. What the agent does
 * not take is as it was before.
 * @throws Refusal the decision's; `timedOut`; `internal` with what the agent said
 */
export async function decideAndTell(
  context: Pick<HubContext, 'store' | 'power' | 'powerOrders' | 'dispatcher'>,
  wish: { session: AgentSession; decide: (computer: ComputerSummary) => PowerDecision; by: string },
): Promise<void> {
  const { store, power, powerOrders, dispatcher } = context;
  const { session, decide, by } = wish;
  const { computerId } = session;
  // Not while jobs are handed over: none is to begin between the look at what runs and the order.
  const told = await dispatcher.betweenRounds(async () => {
    const applied = await power.apply(computerId, decide, by);
    if (applied.outcome === 'known' || applied.power === undefined) return undefined;
    if ((await store.jobs.activeOf(computerId)).length > 0) return undefined;
    const { before } = applied;
    return { due: applied.power, before, answer: powerOrders.send(session, applied.power) };
  });
  if (told === undefined) return;
  const answer = await told.answer;
  if (answer.ok && (answer.value.answer === 'accepted' || answer.value.answer === 'known')) return;
  await power.apply(computerId, ({ power: current }) =>
    current?.id === told.due.id
      ? { outcome: 'changed', end: 'refused', ...(told.before === undefined ? {} : { power: told.before }) }
      : { outcome: 'known' },
  );
  delete session.powerTold;
  dispatcher.look([computerId]);
  if (!answer.ok)
    throw new Refusal(answer.code, answer.detail === undefined ? {} : { detail: answer.detail });
  throw new Refusal('internal', {
    detail: `The agent did not do it: ${answer.value.detail ?? answer.value.answer}`,
  });
}
