/** What a value does not fit, by its place; empty when it fits. */
export type Faults = string[];

interface Schema {
  [keyword: string]: unknown;
}

/** Words that say something to people alone. */
const WORDS = new Set(['description', 'default', 'title', 'contentMediaType', '$schema', 'examples']);

/** What text of each format looks like; the document has no other. */
const FORMATS: Record<string, (text: string) => boolean> = {
  // RFC 3339, with its zone.
  'date-time': (text) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text)),
};

/**
 * Compares a value with a JSON Schema (draft 2020-12), as far as our document makes use of it. A keyword that is not
 * known here is a fault of the schema: nothing goes unchecked.
 */
export function faultsOf(
  value: unknown,
  schema: Schema,
  document: { components: { schemas: Record<string, object> } },
  place = '$',
): Faults {
  const below = (inner: unknown, part: unknown, at: string): Faults =>
    part === true ? [] : faultsOf(inner, part as Schema, document, at);
  const faults: Faults = [];
  const say = (fits: boolean, what: string) => {
    if (!fits) faults.push(`${place} ${what}`);
  };
  const object = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  for (const [keyword, rule] of Object.entries(schema)) {
    switch (keyword) {
      case '$ref': {
        const name = String(rule).replace('#/components/schemas/', '');
        const named = document.components.schemas[name];
        if (named === undefined) throw new Error(`The document has no ${String(rule)}`);
        faults.push(...below(value, named, place));
        break;
      }
      case 'type':
        say(
          [rule].flat().some((type) => typesOf(value).includes(String(type))),
          `is no ${[rule].flat().join(' or ')}`,
        );
        break;
      case 'enum':
        say((rule as unknown[]).includes(value), `is none of ${(rule as unknown[]).join(', ')}`);
        break;
      case 'const':
        say(value === rule, `is not ${String(rule)}`);
        break;
      case 'pattern':
        say(
          typeof value !== 'string' || new RegExp(String(rule), 'u').test(value),
          `does not match ${String(rule)}`,
        );
        break;
      case 'format': {
        const fits = FORMATS[String(rule)];
        if (fits === undefined)
          throw new Error(`The schema at ${place} has an unknown format: ${String(rule)}`);
        say(typeof value !== 'string' || fits(value), `is no ${String(rule)}`);
        break;
      }
      case 'minLength':
        say(typeof value !== 'string' || value.length >= Number(rule), 'is too short');
        break;
      case 'maxLength':
        say(typeof value !== 'string' || value.length <= Number(rule), 'is too long');
        break;
      case 'minimum':
        say(typeof value !== 'number' || value >= Number(rule), `is below ${String(rule)}`);
        break;
      case 'maximum':
        say(typeof value !== 'number' || value <= Number(rule), `is above ${String(rule)}`);
        break;
      case 'exclusiveMinimum':
        say(typeof value !== 'number' || value > Number(rule), `is not above ${String(rule)}`);
        break;
      case 'minItems':
        say(!Array.isArray(value) || value.length >= Number(rule), 'has too few items');
        break;
      case 'maxItems':
        say(!Array.isArray(value) || value.length <= Number(rule), 'has too many items');
        break;
      case 'items':
        if (Array.isArray(value)) {
          faults.push(...value.flatMap((item, index) => below(item, rule, `${place}[${index}]`)));
        }
        break;
      case 'required':
        for (const name of rule as string[])
          say(object === undefined || Object.hasOwn(object, name), `lacks ${name}`);
        break;
      case 'properties':
        for (const [name, part] of Object.entries(rule as Schema)) {
          if (object === undefined || !Object.hasOwn(object, name)) continue;
          faults.push(...below((object as Schema)[name], part, `${place}.${name}`));
        }
        break;
      case 'propertyNames':
        for (const name of Object.keys(object ?? {}))
          faults.push(...below(name, rule, `${place} key ${name}`));
        break;
      case 'additionalProperties':
        for (const [name, inner] of Object.entries(object ?? {})) {
          if (Object.hasOwn((schema['properties'] as object | undefined) ?? {}, name)) continue;
          if (rule === false) say(false, `has ${name}, which is not declared`);
          else faults.push(...below(inner, rule, `${place}.${name}`));
        }
        break;
      case 'allOf':
        faults.push(...(rule as Schema[]).flatMap((part) => below(value, part, place)));
        break;
      case 'anyOf':
      case 'oneOf': {
        const tried = (rule as Schema[]).map((part) => below(value, part, place));
        if (tried.every((found) => found.length > 0))
          say(false, `fits none of these: ${tried.flat().join('; ')}`);
        break;
      }
      default:
        if (!WORDS.has(keyword)) throw new Error(`The schema at ${place} has an unknown keyword: ${keyword}`);
    }
  }
  return faults;
}

function typesOf(value: unknown): string[] {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  if (typeof value === 'number') return Number.isInteger(value) ? ['integer', 'number'] : ['number'];
  return [typeof value];
}
