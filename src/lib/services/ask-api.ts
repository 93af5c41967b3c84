import { ERRORS, isErrorCode } from '#protocol/errors.ts';
import { text } from '../messages/text.ts';
import { isFormProblem, type FormProblem } from './form-problem.ts';

const ANSWER_WITHIN_MS = 60_000;

/** What the API answered; believed to be what its document says. */
export type ApiAnswer<Value> = { ok: true; value: Value } | { ok: false; problem: FormProblem };

/**
 * Asks something of the hub's API, or changes it.
 * @param path below `/api/v1/`
 */
export async function apiAnswer<Value>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: Blob | Record<string, unknown>,
): Promise<ApiAnswer<Value>> {
  try {
    const isFile = body instanceof Blob;
    const response = await fetch(`/api/v1/${path}`, {
      method,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      headers: { accept: 'application/json', 'content-type': isFile ? body.type : 'application/json' },
      ...(body === undefined ? {} : { body: isFile ? body : JSON.stringify(body) }),
    });
    const answer = await response.text();
    const value: unknown = answer === '' ? undefined : JSON.parse(answer);
    return response.ok ? { ok: true, value: value as Value } : { ok: false, problem: problemOf(value) };
  } catch {
    return { ok: false, problem: { code: 'unavailable', message: text('common.unreachable'), fields: [] } };
  }
}

/**
 * Changes something over the hub's API, where a form cannot carry it.
 * @param path below `/api/v1/`
 * @returns what is wrong; undefined when it was done
 */
export async function askApi(
  method: 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: Blob | Record<string, unknown>,
): Promise<FormProblem | undefined> {
  const answer = await apiAnswer(method, path, body);
  return answer.ok ? undefined : answer.problem;
}

/** Reads a problem document (RFC 9457). */
function problemOf(answer: unknown): FormProblem {
  const given = typeof answer === 'object' && answer !== null ? answer : {};
  const code = 'code' in given && isErrorCode(given.code) ? given.code : 'internal';
  const detail = 'detail' in given && typeof given.detail === 'string' ? given.detail : undefined;
  const problem = {
    code,
    message: detail ?? ERRORS[code][1],
    fields: 'fields' in given ? given.fields : [],
  };
  return isFormProblem(problem) ? problem : { ...problem, fields: [] };
}
