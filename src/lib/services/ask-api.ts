import { ERRORS, isErrorCode } from '#protocol/errors.ts';
import { text } from '../messages/text.ts';
import { isFormProblem, type FormProblem } from './form-problem.ts';

const ANSWER_WITHIN_MS = 60_000;

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
  try {
    const isFile = body instanceof Blob;
    const response = await fetch(`/api/v1/${path}`, {
      method,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      headers: { accept: 'application/json', 'content-type': isFile ? body.type : 'application/json' },
      ...(body === undefined ? {} : { body: isFile ? body : JSON.stringify(body) }),
    });
    return response.ok ? undefined : problemOf(await response.json());
  } catch {
    return {
      code: 'unavailable',
      message: text('common.unreachable'),
      fields: [],
    };
  }
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
