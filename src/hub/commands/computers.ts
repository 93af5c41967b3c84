import type { AuditVerb } from '#protocol/audit.ts';
import { Refusal } from '#protocol/errors.ts';
import type { OrderContent } from '#protocol/orders.ts';
import { parse } from '#protocol/parse.ts';
import { ChangeComputerNotes, SendMessage } from '#protocol/requests.ts';
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
    await orderNow(context, {
      actor,
      computerId,
      order: { purpose: 'message', text },
      verb: 'computer.message',
    });
  };
}

/**
 * Orders that are worth something now or not at all: nothing is queued for a computer that is not online, so that
 * no machine restarts hours after somebody pressed a button.
 */
async function orderNow(
  context: HubContext,
  wish: { actor: Actor; computerId: string; order: OrderContent; verb: AuditVerb },
): Promise<void> {
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
}
