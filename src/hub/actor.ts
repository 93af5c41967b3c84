import { may, type Verb } from '#domain/permission.ts';
import type { Actor, AuditEntry } from '#domain/entities.ts';
import type { AuditVerb } from '#protocol/audit.ts';
import { Refusal } from '#protocol/errors.ts';
import type { HubContext } from './hub-context.ts';
import { auditView } from './views/entity-views.ts';

/** The hub itself, and the command line on its machine. */
export const SYSTEM: Actor = { kind: 'system', id: 'system', name: 'system', role: 'admin' };

/** @throws Refusal `forbidden` */
export function permit(actor: Actor, verb: Verb): void {
  if (!may(actor.role, verb)) {
    throw new Refusal('forbidden', { detail: `Your role, ${actor.role}, does not allow this.` });
  }
}

/** Writes a line of the audit log: who, what, when, from where. Whoever reads it hears of it. */
export async function audit(
  { store, clock, feed }: Pick<HubContext, 'store' | 'clock' | 'feed'>,
  actor: Pick<Actor, 'kind' | 'name' | 'address'>,
  { verb, subject, detail }: Pick<AuditEntry, 'subject' | 'detail'> & { verb: AuditVerb },
): Promise<void> {
  const entry: AuditEntry = {
    id: store.newId(),
    at: clock.now(),
    verb,
    subject,
    ...(detail === undefined ? {} : { detail }),
    actor: {
      kind: actor.kind,
      name: actor.name,
      ...(actor.address === undefined ? {} : { address: actor.address }),
    },
  };
  await store.audit.insert(entry);
  feed.publish(['audit'], { kind: 'audit', entry: auditView(entry) });
}
