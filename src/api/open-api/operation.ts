import { z } from 'zod';
import { leastRole } from '#hub/permission-words.ts';
import { ERRORS, type ErrorCode } from '#protocol/errors.ts';
import type { Permission, Route } from '../route.ts';
import { IDEMPOTENCY_HEADER, takesIdempotencyKey } from '../idempotency-key.ts';
import { Problem } from '../problem.ts';
import type { Components, JsonSchema } from './components.ts';

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: JsonSchema;
  style?: 'form';
  explode?: false;
}
interface Media {
  schema: JsonSchema;
}
interface Response {
  description: string;
  headers?: Record<string, { description: string; schema: JsonSchema }>;
  content?: Record<string, Media>;
}
/** One method of one path, as OpenAPI 3.1 describes it. */
export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  parameters: Parameter[];
  requestBody?: { required: boolean; content: Record<string, Media> };
  responses: Record<string, Response>;
  /** The least role that may; the second for more than one computer. */
  'x-least-role': string[];
}

/** The names of the parts of a path that vary. */
export const namesIn = (pattern: string): string[] =>
  pattern.split('/').flatMap((part) => (part.startsWith(':') ? [part.slice(1)] : []));

/** The first word of a path: what groups operations. */
export const groupOf = (pattern: string): string => pattern.split('/', 1)[0] ?? pattern;

export function operationOf(route: Route, components: Components): Operation {
  const { method, pattern, declared } = route;
  const roles = rolesOf(declared.may);
  const body = bodyOf(route, components);
  return {
    operationId: operationIdOf(method, pattern),
    tags: [groupOf(pattern)],
    summary: declared.summary,
    description: inWords(roles),
    parameters: parametersOf(route, components),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: responsesOf(route, components),
    'x-least-role': roles,
  };
}

function operationIdOf(method: string, pattern: string): string {
  const words = pattern.split(/[/.-]/).map((part) => (part.startsWith(':') ? `by-${part.slice(1)}` : part));
  return [method.toLowerCase(), ...words].join('-');
}

const rolesOf = (may: Permission | 'signedIn'): string[] =>
  may === 'signedIn' ? ['viewer'] : typeof may === 'string' ? [leastRole(may)] : may.map(leastRole);

function inWords([one, several]: string[]): string {
  const role = one === 'viewer' ? 'Every role may.' : `The least role that may: ${one}.`;
  return several === undefined ? role : `For one computer: ${one}; for more than one: ${several}.`;
}

function parametersOf({ method, pattern, declared }: Route, components: Components): Parameter[] {
  const inPath = namesIn(pattern).map((name): Parameter => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(declared.query?.shape ?? {}).map(([name, schema]) =>
    queryParameter(name, schema, components),
  );
  const key: Parameter = {
    name: IDEMPOTENCY_HEADER,
    in: 'header',
    required: false,
    description: 'The same request with the same key, within 24 hours, is answered the same and done once.',
    schema: { type: 'string', minLength: 1, maxLength: 100 },
  };
  return [...inPath, ...inQuery, ...(takesIdempotencyKey({ method, declared }) ? [key] : [])];
}

/** A list of words travels in one parameter, with commas between them. */
function queryParameter(name: string, field: z.core.$ZodType, components: Components): Parameter {
  const words = listOfWords(field);
  return words === undefined
    ? { name, in: 'query', required: false, schema: components.parameter(field) }
    : { name, in: 'query', required: false, schema: words, style: 'form', explode: false };
}

function listOfWords(field: z.core.$ZodType): JsonSchema | undefined {
  const read = z.toJSONSchema(field, { io: 'output', unrepresentable: 'any' });
  if (read.type !== 'array') return undefined;
  const { $schema: _, ...list } = read;
  return list;
}

function bodyOf({ pattern, declared }: Route, components: Components): Operation['requestBody'] {
  const { body, takes = [] } = declared;
  if (body === undefined && takes.length === 0) return undefined;
  const json = body === undefined ? undefined : components.request(body, namesIn(pattern));
  return {
    required: json === undefined || !body?.safeParse({}).success,
    content: {
      ...(json === undefined ? {} : { 'application/json': { schema: json } }),
      ...Object.fromEntries(takes.map((type) => [type, { schema: opaque(type) }])),
    },
  };
}

const opaque = (type: string): JsonSchema =>
  type.startsWith('text/')
    ? { type: 'string' }
    : type === 'multipart/form-data'
      ? { type: 'object' }
      : { type: 'string', contentMediaType: type };

function responsesOf(route: Route, components: Components): Record<string, Response> {
  const { declared, status } = route;
  const { reply, sends = [] } = declared;
  const content = {
    ...(reply === undefined ? {} : { 'application/json': { schema: components.view(reply) } }),
    ...Object.fromEntries(sends.map((type) => [type, { schema: opaque(type) }])),
  };
  const location = { Location: { description: 'Where it is now', schema: { type: 'string' as const } } };
  const success: Response = {
    description: status === 201 ? 'Created' : status === 204 ? 'Done' : 'The answer',
    ...(status === 201 ? { headers: location } : {}),
    ...(Object.keys(content).length === 0 ? {} : { content }),
  };
  const ranged: [string, Response][] = errorsOf(route).includes('rangeNotSatisfiable')
    ? [
        ['206', { ...success, description: 'The range that was asked for' }],
        ['304', { description: 'Unchanged' }],
      ]
    : [];
  return Object.fromEntries([[String(status), success], ...ranged, ...problemsOf(route, components)]);
}

function problemsOf(route: Route, components: Components): [string, Response][] {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of errorsOf(route)) {
    const [status] = ERRORS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const problem = components.view(Problem);
  return [...byStatus].map(([status, codes]) => {
    const only: JsonSchema = { type: 'object', properties: { code: { enum: codes } } };
    const description = codes.map((code) => `\`${code}\`: ${ERRORS[code][1]}`).join('\n');
    const schema = { allOf: [problem, only] };
    return [String(status), { description, content: { 'application/problem+json': { schema } } }];
  });
}

/** Every code that a route may answer, once. */
export function errorsOf({ method, pattern, declared }: Route): ErrorCode[] {
  const { body, takes, may, errors = [] } = declared;
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
      ...errors,
      'unavailable',
      'stopping',
      'timedOut',
      'internal',
    ]),
  ];
}
