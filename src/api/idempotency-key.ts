import { createHash } from 'node:crypto';
import { Refusal } from '#protocol/errors.ts';
import { contentType } from './json-body.ts';
import type { Reply } from './reply.ts';
import type { Call, Route } from './route.ts';

export const IDEMPOTENCY_HEADER = 'Idempotency-Key';

/** Other methods may be repeated as they are; what only asks is asked anew. */
export const takesIdempotencyKey = ({ method, declared }: Pick<Route, 'method' | 'declared'>): boolean =>
  method === 'POST' && declared.secret !== true && declared.asks !== true;

/**
 * Answers a request. With an idempotency key it is carried out once.
 * @throws Refusal `invalidInput` for a key that cannot be kept to
 */
export async function answerOnce(route: Route, call: Call): Promise<Reply> {
  const key = call.request.headers['idempotency-key'];
  if (key === undefined || route.method !== 'POST' || route.declared.asks === true) return route.handle(call);
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,100}$/.test(key)) {
    throw refused('An idempotency key has 1 to 100 visible ASCII characters.');
  }
  if (!takesIdempotencyKey(route)) throw refused('No idempotency key here: nothing is kept of a secret.');
  if (contentType(call.request) === 'multipart/form-data') {
    throw refused('No idempotency key with a form. Upload the files first, then send JSON.');
  }
  const body = await call.body(route.declared.bodyBytes);
  const digest = createHash('sha256')
    .update(`${route.method} ${call.path}${call.url.search}\n${JSON.stringify(body)}`)
    .digest('hex');
  const { answer, replayed } = await call.hub.onceOnly.run({ actor: call.actor, key, digest }, async () =>
    kept(await route.handle({ ...call, body: () => Promise.resolve(body) })),
  );
  const { status, location, body: text = '' } = answer;
  return {
    status,
    headers: {
      ...(location === undefined ? {} : { location }),
      ...(replayed ? { 'idempotent-replayed': 'true' } : {}),
      ...(text === '' ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    },
    ...(text === '' ? {} : { body: Buffer.from(text) }),
  };
}

function kept({ status, headers, body }: Reply) {
  const { location } = headers;
  return {
    status,
    ...(typeof location === 'string' ? { location } : {}),
    body: body?.toString('utf8') ?? '',
  };
}

const refused = (detail: string) =>
  new Refusal('invalidInput', { detail, fields: [{ path: IDEMPOTENCY_HEADER, message: detail }] });
