import { verbToWake } from '#domain/permission.ts';
import { macsOf } from '#domain/wake/interfaces.ts';
import type { Wake } from '#domain/entities.ts';
import { Refusal } from '#protocol/errors.ts';
import { parse } from '#protocol/parse.ts';
import { ChangeSecureOn, WakeComputers } from '#protocol/requests.ts';
import type { ComputerSummary } from '#store/contract/aggregates.ts';
import { audit, permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Commands } from '../hub.ts';
import { wakeView } from '../views/wake-view.ts';

/** Computers read, and wakes stored, at once. */
const SLICE = 200;
/** Names in one line of the audit log. */
const NAMED = 20;

export function wakeComputersCommand(context: HubContext): Commands['wakeComputers'] {
  return async (actor, input) => {
    const ids = [...new Set(parse(WakeComputers, input).computerIds)];
    permit(actor, verbToWake(ids.length));
    const { sessions, wakes } = context;
    const computers = await existing(context, ids);
    const asleep = computers.filter(({ id }) => sessions.get(id) === undefined);
    const wakeable = asleep.filter(({ hardware }) => macsOf(hardware).length > 0);
    if (ids.length === 1 && asleep.length === 0) throw new Refusal('computerOnline');
    if (ids.length === 1 && wakeable.length === 0) throw new Refusal('notWakeable');
    const begun: Wake[] = [];
    for (let from = 0; from < wakeable.length; from += SLICE) {
      begun.push(...(await wakes.byHand(wakeable.slice(from, from + SLICE), actor.name)));
    }
    const names = wakeable.map(({ name }) => name);
    const [only] = wakeable.length === 1 ? wakeable : [];
    await audit(context, actor, {
      verb: 'computer.wake',
      subject:
        only === undefined
          ? { kind: 'computer', name: `${names.length} computers` }
          : { kind: 'computer', id: only.id, name: only.name },
      ...(only === undefined && names.length > 0 ? { detail: detailOf(names) } : {}),
    });
    return {
      wakes: begun.map(wakeView),
      online: computers.length - asleep.length,
      notWakeable: asleep.length - wakeable.length,
    };
  };
}

const detailOf = (names: string[]) =>
  names.slice(0, NAMED).join(', ') + (names.length > NAMED ? ` and ${names.length - NAMED} more` : '');

/** @throws Refusal `notFound` */
async function existing({ store }: HubContext, ids: string[]): Promise<ComputerSummary[]> {
  const computers: ComputerSummary[] = [];
  for (let from = 0; from < ids.length; from += SLICE) {
    const slice = ids.slice(from, from + SLICE);
    const found = await store.computers.getMany(slice);
    if (found.length < slice.length) {
      throw new Refusal('notFound', { detail: 'One of these computers does not exist.' });
    }
    computers.push(...found);
  }
  return computers;
}

export function changeSecureOnCommand(context: HubContext): Commands['changeSecureOn'] {
  return async (actor, input) => {
    const { computerId, password } = parse(ChangeSecureOn, input);
    permit(actor, 'computer.secureOn');
    const computer = await context.store.computers.changeSecureOn(computerId, password);
    if (computer === undefined) throw new Refusal('notFound');
    await audit(context, actor, {
      verb: 'computer.secureOn',
      subject: { kind: 'computer', id: computerId, name: computer.name },
      // The password itself is written nowhere else.
      detail: password === null ? 'removed' : 'set',
    });
    context.timeline.tell(computerId, { what: 'secureOn', by: actor.name, set: password !== null });
    await context.announcer.computer(computerId);
    const [row] = await context.announcer.computerRows([computer]);
    if (row === undefined) throw new Refusal('notFound');
    return row;
  };
}
