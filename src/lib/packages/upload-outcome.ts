import { ERRORS, isErrorCode } from '#protocol/errors.ts';
import type { PackageView } from '#protocol/views/package.ts';
import { isFormProblem, type FormProblem } from '../services/form-problem.ts';
import { text } from '../messages/text.ts';

export type UploadOutcome =
  | { kind: 'created'; entity: Pick<PackageView, 'id' | 'familyId'> }
  | { kind: 'refused'; problem: FormProblem };

export const refused = (code: FormProblem['code'], message: string): UploadOutcome => ({
  kind: 'refused',
  problem: { code, message, fields: [] },
});

/** Reads the hub's answer: the package, or a problem document (RFC 9457). */
export function outcomeOf(status: number, body: string): UploadOutcome {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return refused('internal', text('packages.noExplanation', { status }));
  }
  if (typeof answer !== 'object' || answer === null) return refused('internal', ERRORS.internal[1]);
  if (status < 300 && 'id' in answer && 'familyId' in answer) {
    return { kind: 'created', entity: { id: String(answer.id), familyId: String(answer.familyId) } };
  }
  const code = 'code' in answer && isErrorCode(answer.code) ? answer.code : 'internal';
  const detail = 'detail' in answer && typeof answer.detail === 'string' ? answer.detail : undefined;
  const fields = 'fields' in answer ? answer.fields : [];
  const problem = { code, message: detail ?? ERRORS[code][1], fields };
  return { kind: 'refused', problem: isFormProblem(problem) ? problem : { ...problem, fields: [] } };
}
