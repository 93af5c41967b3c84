import { z } from 'zod';
import type { Route } from '../route.ts';
import { IDEMPOTENCY_HEADER, takesIdempotencyKey } from '../idempotency-key.ts';
import type { Components, JsonSchema } from './components.ts';

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: JsonSchema;
  style?: 'form';
  explode?: false;
}

const text: JsonSchema = { type: 'string' };

/** Headers with which a client says what it has already. */
const KEEPING = [['If-None-Match', 'The ETag of what is there already: then the answer is 304']] as const;
const RANGING = [
  ['Range', 'One range of bytes, like bytes=1048576-'],
  ['If-Range', 'The ETag of what the range continues; of anything else all is answered'],
] as const;

/** The names of the parts of a path that vary. */
export const namesIn = (pattern: string): string[] =>
  pattern.split('/').flatMap((part) => (part.startsWith(':') ? [part.slice(1)] : []));

export function parametersOf(route: Route, components: Components): Parameter[] {
  const { method, pattern, declared } = route;
  const inPath = namesIn(pattern).map((name): Parameter => ({
    name,
    in: 'path',
    required: true,
    schema: text,
  }));
  const inQuery = Object.entries(declared.query?.shape ?? {}).map(([name, schema]) =>
    queryParameter(name, schema, components),
  );
  const inHeaders = Object.entries(declared.headers ?? {}).map(([name, { says, schema }]): Parameter => ({
    name,
    in: 'header',
    required: !schema.safeParse(undefined).success,
    description: says,
    schema: components.parameter(schema),
  }));
  const key: Parameter = {
    name: IDEMPOTENCY_HEADER,
    in: 'header',
    required: false,
    description: 'The same request with the same key, within 24 hours, is answered the same and done once.',
    schema: { type: 'string', minLength: 1, maxLength: 100 },
  };
  return [
    ...inPath,
    ...inQuery,
    ...inHeaders,
    ...keeping(declared.keeps),
    ...(takesIdempotencyKey({ method, declared }) ? [key] : []),
  ];
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

function keeping(keeps: Route['declared']['keeps']): Parameter[] {
  const headers = keeps === undefined ? [] : keeps === 'whole' ? KEEPING : [...KEEPING, ...RANGING];
  return headers.map(([name, description]) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: text,
  }));
}
