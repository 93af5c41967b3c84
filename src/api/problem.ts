import { ERRORS, type Refusal } from '#protocol/errors.ts';
import { json, type Reply } from './reply.ts';

/** A problem document (RFC 9457) for a refusal. */
export function problem(refusal: Refusal, headers: Record<string, string> = {}): Reply {
  const [status, sentence] = ERRORS[refusal.code];
  const value = {
    type: `urn:reveille:error:${refusal.code}`,
    title: sentence,
    status,
    code: refusal.code,
    ...(refusal.detail === undefined ? {} : { detail: refusal.detail }),
    ...(refusal.fields.length === 0 ? {} : { fields: refusal.fields }),
  };
  return json(status, value, {
    ...(status === 401 ? { 'www-authenticate': 'Bearer realm="reveille"' } : {}),
    ...(refusal.retryAfter === undefined
      ? {}
      : { 'retry-after': String(Math.ceil(refusal.retryAfter / 1000)) }),
    ...headers,
    'content-type': 'application/problem+json; charset=utf-8',
  });
}
