import { whyComputerKept } from '#domain/removed-computer.ts';
import { Refusal } from '#protocol/errors.ts';
import { parse } from '#protocol/parse.ts';
import { DeleteComputer } from '#protocol/requests.ts';
import { audit, permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Commands } from '../hub.ts';
import { beginRemoval, finishRemoval } from '../remove-computer.ts';

/** X1, X2, X3 */
export function deleteComputerCommand(context: HubContext): Commands['deleteComputer'] {
  return async (actor, input) => {
    const { computerId, confirmName } = parse(DeleteComputer, input);
    permit(actor, 'computer.delete');
    const computer = await context.store.computers.get(computerId);
    if (computer === undefined) throw new Refusal('notFound');
    const { name } = computer;
    if (confirmName !== undefined && confirmName.trim() !== name) {
      throw new Refusal('invalidInput', {
        detail: `To delete it all the same, confirm it with its name: ${name}.`,
        fields: [{ path: 'confirmName', message: `must be ${name}` }],
      });
    }
    if (confirmName === undefined) await requireUnused(context, computerId);
    const removed = await beginRemoval(context, computer, actor.name);
    await audit(context, actor, {
      verb: 'computer.delete',
      subject: { kind: 'computer', id: computerId, name },
      ...(confirmName === undefined ? {} : { detail: 'confirmed by name' }),
    });
    await finishRemoval(context, removed);
  };
}

/** @throws Refusal `computerInUse` with a field for each reason */
async function requireUnused({ store }: HubContext, computerId: string): Promise<void> {
  const { counts } = (await store.jobs.activityOf([computerId])).get(computerId) ?? { counts: {} };
  const { waiting = 0, pushed = 0, downloading = 0, unpacking = 0, executing = 0 } = counts;
  const reasons = whyComputerKept({ waiting, held: pushed + downloading + unpacking, executing });
  if (reasons.length === 0) return;
  throw new Refusal('computerInUse', {
    detail: reasons.map(({ sentence }) => sentence).join(' '),
    fields: reasons.map(({ kind, sentence }) => ({ path: kind, message: sentence })),
  });
}
