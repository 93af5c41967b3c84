import { may, type Verb } from '#domain/permission.ts';
import type { Actor, AuditEntry } from '#domain/entities.ts';
import { Refusal } from '#protocol/errors.ts';
import type { HubContext } from './hub-context.ts';

/** The hub itself, and the command line on its machine. */
export const SYSTEM: Actor = { kind: 'system', id: 'system', name: 'system', role: 'admin' };

/** @throws Refusal `forbidden` */
export function permit(actor: Actor, verb: Verb): void {
  if (!may(actor.role, verb)) {
    throw new Refusal('forbidden', { detail: `Your role, ${actor.role}, does not allow this.` });
  }
}

/** Writes a line of the audit log: who, what, when, from where. */
export async function audit(
  context: Pick<HubContext, 'store' | 'clock'>,
  actor: Pick<Actor, 'kind' | 'name' | 'address'>,
  entry: Pick<AuditEntry, 'verb' | 'subject' | 'detail'>,
): Promise<void> {
  await context.store.audit.insert({
    ...entry,
    id: context.store.newId(),
    at: context.clock.now(),
    actor: {
      kind: actor.kind,
      name: actor.name,
      ...(actor.address === undefined ? {} : { address: actor.address }),
    },
  });
}
