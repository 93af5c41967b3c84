import type { z } from 'zod';
import { Refusal } from './errors.ts';

/** How many wrong fields one refusal names: enough to mend a form, too few to be an amplifier. */
const FIELDS_NAMED = 20;

/**
 * Validates a value from outside.
 * @throws Refusal `invalidInput`, naming each wrong field.
 */
export function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields = result.error.issues.slice(0, FIELDS_NAMED).map((issue) => ({
    path: issue.path.join('.'),
    message: issue.message,
  }));
  const first = fields[0];
  const detail =
    first === undefined ? undefined : first.path === '' ? first.message : `${first.path}: ${first.message}`;
  throw new Refusal('invalidInput', { fields, ...(detail === undefined ? {} : { detail }) });
}
