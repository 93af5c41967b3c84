import { error, type RequestEvent } from '@sveltejs/kit';
import { ERRORS } from '#protocol/errors.ts';

/**
 * Refuses what another site made the browser send. The kit checks the origin of forms only: an endpoint that reads
 * JSON with the session's cookie has to ask for it itself.
 * @throws 403 `badOrigin`.
 */
export function requireOwnOrigin({ request, url }: Pick<RequestEvent, 'request' | 'url'>): void {
  if (request.headers.get('origin') === url.origin) return;
  const [status, message] = ERRORS.badOrigin;
  error(status, { message, code: 'badOrigin', fields: [] });
}
