import { ERRORS, type ErrorCode } from '#protocol/errors.ts';
import type { Route } from '../route.ts';
import { takesIdempotencyKey } from '../idempotency-key.ts';
import { Problem } from '../problem.ts';
import type { Components, JsonSchema } from './components.ts';
import { opaque, type Media } from './request-body.ts';

type Headers = Record<string, { description: string; schema: JsonSchema }>;

export interface Response {
  description: string;
  headers?: Headers;
  content?: Record<string, Media>;
}

const ETAG = { ETag: 'What it is, for If-None-Match' };
const RANGES = { ...ETAG, 'Accept-Ranges': 'bytes' };
const RANGE = { ...RANGES, 'Content-Range': 'Which bytes these are, and of how many' };
const AGAIN = { 'Retry-After': 'Seconds after which trying again makes sense' };
/** What problems of these statuses say beside their document. */
const OF_PROBLEMS: Record<string, Record<string, string>> = {
  401: { 'WWW-Authenticate': 'How to sign in' },
  416: { 'Content-Range': 'How many bytes there are' },
  429: AGAIN,
  503: AGAIN,
};

export function responsesOf(route: Route, components: Components): Record<string, Response> {
  const { declared, status } = route;
  const { keeps, tells = {} } = declared;
  const success = successOf(route, components);
  const also: Record<string, Response> = {
    ...(keeps === 'ranges'
      ? { 206: { ...success, description: 'The range that was asked for', headers: headers(RANGE) } }
      : {}),
    ...(keeps === undefined ? {} : { 304: { description: 'Unchanged', headers: headers(ETAG) } }),
  };
  const all = { [String(status)]: success, ...also, ...problemsOf(route, components) };
  for (const [of, told] of Object.entries(tells)) {
    const response = all[of];
    if (response === undefined) throw new Error(`${route.pattern} never answers ${of}`);
    response.headers = { ...response.headers, ...headers(told) };
  }
  return all;
}

function successOf({ method, declared, status }: Route, components: Components): Response {
  const { reply, keeps, sends = [] } = declared;
  const content = {
    ...(reply === undefined ? {} : { 'application/json': { schema: components.view(reply) } }),
    ...Object.fromEntries(sends.map((type) => [type, { schema: opaque(type) }])),
  };
  const told = {
    ...(status === 201 ? { Location: 'Where it is now' } : {}),
    ...(takesIdempotencyKey({ method, declared })
      ? { 'Idempotent-Replayed': 'true: it was done before, and is answered as then' }
      : {}),
    ...(keeps === undefined ? {} : keeps === 'whole' ? ETAG : RANGES),
  };
  return {
    description: status === 201 ? 'Created' : status === 204 ? 'Done' : 'The answer',
    ...(Object.keys(told).length === 0 ? {} : { headers: headers(told) }),
    ...(Object.keys(content).length === 0 ? {} : { content }),
  };
}

const headers = (told: Readonly<Record<string, string>>): Headers =>
  Object.fromEntries(
    Object.entries(told).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
  );

function problemsOf(route: Route, components: Components): Record<string, Response> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of errorsOf(route)) {
    const [status] = ERRORS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const problem = components.view(Problem);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => {
      const only: JsonSchema = { type: 'object', properties: { code: { enum: codes } } };
      const description = codes.map((code) => `\`${code}\`: ${ERRORS[code][1]}`).join('\n');
      const schema = { allOf: [problem, only] };
      const told = OF_PROBLEMS[status];
      return [
        String(status),
        {
          description,
          ...(told === undefined ? {} : { headers: headers(told) }),
          content: { 'application/problem+json': { schema } },
        },
      ];
    }),
  );
}

/** Every code that a route may answer, once. */
export function errorsOf({ method, pattern, declared }: Route): ErrorCode[] {
  const { body, takes, keeps, may, errors = [] } = declared;
  const key = takesIdempotencyKey({ method, declared });
  return [
    ...new Set<ErrorCode>([
      'invalidInput',
      'notSignedIn',
      'apiTokenUnknown',
      ...(may === 'signedIn' ? [] : (['forbidden'] as const)),
      ...(method === 'GET' ? [] : (['badOrigin'] as const)),
      ...(pattern.includes(':') ? (['notFound'] as const) : []),
      ...(body === undefined && takes === undefined
        ? []
        : (['tooLarge', 'wrongContentType', 'uploadBroken'] as const)),
      ...(key ? (['idempotencyKeyReused', 'idempotencyKeyInUse', 'tooManyAttempts'] as const) : []),
      ...(keeps === 'ranges' ? (['rangeNotSatisfiable'] as const) : []),
      ...errors,
      'unavailable',
      'stopping',
      'timedOut',
      'internal',
    ]),
  ];
}
