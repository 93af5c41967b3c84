import { error, type RequestEvent } from '@sveltejs/kit';
import type { Actor } from '#domain/entities.ts';
import { ERRORS } from '#protocol/errors.ts';

/** Who asks. The hook has sent everybody else to the sign-in page; this is what makes that visible to the types. */
export function actorOf(event: Pick<RequestEvent, 'locals'>): Actor {
  const { actor } = event.locals;
  if (actor === undefined) error(401, { message: ERRORS.notSignedIn[1], code: 'notSignedIn' });
  return actor;
}
