import { z } from 'zod';
import { REQUESTS, VIEWS } from './named-schemas.ts';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

const PLACE = '#/components/schemas/';

/** Makes JSON Schemas of ours, and collects those that have a name: each is in the document once. */
export class Components {
  readonly #named = new Map<string, { schema: JsonSchema; text: string }>();

  /** As it is answered: nothing else than what is named. */
  view(schema: z.core.$ZodType): JsonSchema {
    return this.#referring(schema, { io: 'output', metadata: VIEWS });
  }

  /** One field of a query, or the whole of a body, as it is asked for. */
  parameter(schema: z.core.$ZodType): JsonSchema {
    return this.#referring(schema, { io: 'input', metadata: REQUESTS });
  }

  /** As it is asked for, before defaults and transformations. Fields that the path names are left out. */
  request(schema: z.ZodObject, inPath: readonly string[] = []): JsonSchema {
    if (!inPath.some((name) => Object.hasOwn(schema.shape, name))) return this.parameter(schema);
    // The same under another identity: what has a name would only be referred to.
    const plain = z.toJSONSchema(schema, { io: 'input', metadata: z.registry<{ id: string }>() });
    const { $schema: _, properties = {}, required = [], ...rest } = plain;
    return {
      ...rest,
      properties: Object.fromEntries(Object.entries(properties).filter(([name]) => !inPath.includes(name))),
      required: required.filter((name) => !inPath.includes(name)),
    };
  }

  /** By name, in alphabetical order. */
  named(): Record<string, JsonSchema> {
    const sorted = [...this.#named].sort(([one], [other]) => (one < other ? -1 : 1));
    return Object.fromEntries(sorted.map(([name, { schema }]) => [name, schema]));
  }

  #referring(schema: z.core.$ZodType, how: { io: 'input' | 'output'; metadata: typeof VIEWS }): JsonSchema {
    // Wrapped, so that a schema with a name is referred to even when it stands alone.
    const wrapped = z.toJSONSchema(z.object({ it: schema }), how);
    for (const [name, definition] of Object.entries(wrapped.$defs ?? {})) this.#take(name, definition);
    const it = wrapped.properties?.['it'];
    if (typeof it !== 'object') throw new Error('A schema has no form in JSON Schema');
    return placed(it);
  }

  #take(name: string, definition: JsonSchema): void {
    const { id: _, ...schema } = placed(definition);
    const text = JSON.stringify(schema);
    const known = this.#named.get(name);
    if (known !== undefined && known.text !== text) throw new Error(`Two schemas are named ${name}`);
    this.#named.set(name, { schema, text });
  }
}

/** References point into the document. */
function placed(schema: JsonSchema): JsonSchema {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', PLACE) : value,
  );
  return JSON.parse(text) as JsonSchema;
}
