import { error, fail } from '@sveltejs/kit';
import { ERRORS, isErrorCode, type ErrorCode, type FieldProblem } from '#protocol/errors.ts';

/** What a form is told when its command was refused. */
export interface FormProblem {
  code: ErrorCode;
  message: string;
  fields: FieldProblem[];
  /** Milliseconds after which trying again makes sense. */
  retryAfter?: number;
}

function isFieldProblem(value: unknown): value is FieldProblem {
  return (
    typeof value === 'object' &&
    value !== null &&
    'path' in value &&
    'message' in value &&
    typeof value.path === 'string' &&
    typeof value.message === 'string'
  );
}

/**
 * Recognises a refusal by its marks. `instanceof` does not hold here: the hub's `Refusal` is another copy of the
 * class than the bundle's.
 */
export function problemOf(thrown: unknown): FormProblem | undefined {
  if (!(thrown instanceof Error) || thrown.name !== 'Refusal' || !('code' in thrown)) return undefined;
  if (!isErrorCode(thrown.code)) return undefined;
  const fields =
    'fields' in thrown && Array.isArray(thrown.fields) ? thrown.fields.filter(isFieldProblem) : [];
  const again =
    'retryAfter' in thrown && typeof thrown.retryAfter === 'number' ? thrown.retryAfter : undefined;
  const problem = { code: thrown.code, message: thrown.message, fields };
  return again === undefined ? problem : { ...problem, retryAfter: again };
}

/** Runs the queries of a page's load. A refusal becomes the error page with its own status and sentence. */
export async function loaded<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (thrown) {
    const problem = problemOf(thrown);
    if (problem === undefined) throw thrown;
    return error(ERRORS[problem.code][0], problem);
  }
}

/** Runs the command of a form. A refusal becomes a failure that the form shows; anything else is rethrown. */
export async function submitted<Value extends Record<string, unknown>>(work: () => Promise<Value>) {
  try {
    return await work();
  } catch (thrown) {
    const problem = problemOf(thrown);
    if (problem === undefined) throw thrown;
    return fail(ERRORS[problem.code][0], { problem });
  }
}
