import type { ActionResult } from '@sveltejs/kit';
import { ERRORS, isErrorCode, type ErrorCode, type FieldProblem } from '#protocol/errors.ts';
import { text } from '../messages/text.ts';

export interface FormProblem {
  code: ErrorCode;
  message: string;
  fields: readonly FieldProblem[];
}

type Data = Record<string, unknown> | undefined;

/** What a form has to show after its submission; undefined when it went well. */
export function problemIn(result: ActionResult<Data, Data>): FormProblem | undefined {
  switch (result.type) {
    case 'success':
    case 'redirect':
      return undefined;
    case 'failure': {
      const problem: unknown = result.data?.['problem'];
      return isFormProblem(problem) ? problem : { code: 'internal', message: ERRORS.internal[1], fields: [] };
    }
    case 'error': {
      const message: unknown = result.error?.message;
      return {
        code: 'unavailable',
        message:
          typeof message === 'string' && message !== 'Failed to fetch' ? message : text('common.unreachable'),
        fields: [],
      };
    }
  }
}

export function isFormProblem(value: unknown): value is FormProblem {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    isErrorCode(value.code) &&
    'message' in value &&
    typeof value.message === 'string' &&
    'fields' in value &&
    Array.isArray(value.fields)
  );
}

/** What is wrong with one field. */
export const fieldProblem = (problem: FormProblem | undefined | null, path: string): string | undefined =>
  problem?.fields.find((field) => field.path === path)?.message;

/** A problem without what stands at its fields already: of those the sentence alone says to look there. */
export function withoutShown(
  problem: FormProblem,
  shown: readonly string[],
): { message: string; fields: readonly FieldProblem[] } {
  const fields = problem.fields.filter((field) => !shown.includes(field.path));
  const marked = fields.length < problem.fields.length;
  return { message: marked ? text('common.markedFields') : problem.message, fields };
}
