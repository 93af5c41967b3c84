import type { z } from 'zod';
import type { FormDeclaration, Route } from '../route.ts';
import type { Components, JsonSchema } from './components.ts';
import { namesIn } from './parameters.ts';

export interface Media {
  schema: JsonSchema;
  /** Of the parts of a form. */
  encoding?: Record<string, { contentType: string }>;
}
export interface RequestBody {
  required: boolean;
  content: Record<string, Media>;
}

export function requestBodyOf(route: Route, components: Components): RequestBody | undefined {
  const { body, form, takes = [] } = route.declared;
  if (body === undefined && takes.length === 0) return undefined;
  const inPath = namesIn(route.pattern);
  const json = body === undefined ? undefined : components.request(body, inPath);
  return {
    required: body === undefined || isNeeded(body, inPath),
    content: {
      ...(json === undefined ? {} : { 'application/json': { schema: json } }),
      ...(form === undefined || body === undefined
        ? {}
        : { 'multipart/form-data': formOf(form, { body, json, components }) }),
      ...Object.fromEntries(takes.map((type) => [type, { schema: opaque(type) }])),
    },
  };
}

/** Whether there is anything that must be said beside what the path says. */
const isNeeded = (body: z.ZodObject, inPath: readonly string[]): boolean =>
  body.safeParse({}).error?.issues.some(({ path }) => !inPath.includes(String(path[0]))) ?? false;

/** Bytes or text of which the document says no more than the media type. */
export const opaque = (type: string): JsonSchema =>
  type.startsWith('text/') ? { type: 'string' } : { type: 'string', contentMediaType: type };

/** Whether one field holds all, or each property has its own, is for the sender to say. */
function formOf(
  { whole, files }: FormDeclaration,
  of: { body: z.ZodObject; json: JsonSchema | undefined; components: Components },
): Media {
  const properties = Object.entries(of.body.shape).map(([name, field]) => [
    name,
    of.components.parameter(field),
  ]);
  return {
    schema: {
      type: 'object',
      description:
        `Either the field "${whole}" with all of it as JSON, or a field for each property: lists of numbers and of ` +
        'ids with commas between them, other lists and objects as JSON. Files come after the fields.',
      properties: {
        [whole]: of.json ?? {},
        ...(Object.fromEntries(properties) as Record<string, JsonSchema>),
        [files]: { type: 'array', items: opaque('application/octet-stream') },
      },
    },
    encoding: { [whole]: { contentType: 'application/json' } },
  };
}
