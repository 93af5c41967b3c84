import { error, type RequestEvent } from '@sveltejs/kit';
import type { Verb } from '#domain/permission.ts';
import { whyNot } from '$lib/words/permission.ts';
import { actorOf } from './actor.ts';

/** Refuses a whole page with the sentence that names the role it needs. @throws 403 `forbidden`. */
export function requireVerb(event: Pick<RequestEvent, 'locals'>, verb: Verb): void {
  const reason = whyNot(actorOf(event).role, verb);
  if (reason !== undefined) error(403, { message: reason, code: 'forbidden', fields: [] });
}
