import type { AuditVerb } from '#protocol/audit.ts';
import { Refusal } from '#protocol/errors.ts';
import type { OrderAnswer, OrderContent } from '#protocol/orders.ts';
import { parse } from '#protocol/parse.ts';
import { AskInventory, ChangeComputerNotes, SendMessage } from '#protocol/requests.ts';
import type { Actor } from '#domain/entities.ts';
import { audit, permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Commands } from '../hub.ts';
import { sendOrder } from '../orders.ts';

export function changeComputerNotesCommand(context: HubContext): Commands['changeComputerNotes'] {
  return async (actor, input) => {
    const { computerId, notes } = parse(ChangeComputerNotes, input);
    permit(actor, 'computer.notes');
    const computer = await context.store.computers.change(computerId, { notes });
    if (computer === undefined) throw new Refusal('notFound');
    const subject = { kind: 'computer', id: computerId, name: computer.name };
    await audit(context, actor, { verb: 'computer.notes', subject });
    context.timeline.tell(computerId, { what: 'notes', by: actor.name });
    await context.announcer.computer(computerId);
    const [row] = await context.announcer.computerRows([computer]);
    if (row === undefined) throw new Refusal('notFound');
    return row;
  };
}

export function sendMessageCommand(context: HubContext): Commands['sendMessage'] {
  return async (actor, input) => {
    const { computerId, text } = parse(SendMessage, input);
    permit(actor, 'computer.message');
    const order = { purpose: 'message', text } as const;
    const { shownTo } = await orderNow(context, { actor, computerId, order, verb: 'computer.message' });
    const shown = shownTo === undefined ? {} : { shownTo };
    context.timeline.tell(computerId, { what: 'message', by: actor.name, text, ...shown });
    return shown;
  };
}

export function askInventoryCommand(context: HubContext): Commands['askInventory'] {
  return async (actor, input) => {
    const { computerId } = parse(AskInventory, input);
    permit(actor, 'computer.inventory');
    const order = { purpose: 'inventory' } as const;
    await orderNow(context, { actor, computerId, order, verb: 'computer.inventory' });
  };
}

/**
 * Orders that are worth something now or not at all: nothing is queued for a computer that is not online, so that
 * no machine restarts hours after somebody pressed a button.
 */
async function orderNow(
  context: HubContext,
  wish: { actor: Actor; computerId: string; order: OrderContent; verb: AuditVerb },
): Promise<OrderAnswer> {
  const { store, sessions, key, clock } = context;
  const computer = await store.computers.get(wish.computerId);
  if (computer === undefined) throw new Refusal('notFound');
  const session = sessions.get(wish.computerId);
  if (session === undefined) throw new Refusal('computerOffline');
  const answer = await sendOrder({ key, clock, session, order: wish.order });
  if (!answer.ok)
    throw new Refusal(answer.code, answer.detail === undefined ? {} : { detail: answer.detail });
  if (answer.value.answer !== 'accepted') {
    throw new Refusal('internal', {
      detail: `The agent did not do it: ${answer.value.detail ?? answer.value.answer}`,
    });
  }
  const detail = wish.order.purpose === 'message' ? wish.order.text : undefined;
  await audit(context, wish.actor, {
    verb: wish.verb,
    subject: { kind: 'computer', id: computer.id, name: computer.name },
    ...(detail === undefined ? {} : { detail }),
  });
  return answer.value;
}
