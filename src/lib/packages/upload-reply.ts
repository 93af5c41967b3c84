import { ERRORS, isErrorCode, type ErrorCode } from '#protocol/errors.ts';
import type { FinishedUpload, UploadView } from '#protocol/views/upload.ts';
import { isFormProblem, type FormProblem } from '../services/form-problem.ts';
import type { PackageFile } from './package-file.ts';

/** What the hub says to one request; `lost`: nothing, or that it cannot say anything now. */
export type Reply<Value> =
  | { kind: 'ok'; value: Value }
  | { kind: 'refused'; problem: FormProblem; offset?: number }
  | { kind: 'lost' };

export interface Portion {
  uploadId: string;
  index: number;
  offset: number;
  bytes: Blob;
}

/** The requests of an upload that can be taken up again. */
export interface UploadRequests {
  begin(files: readonly PackageFile[], signal: AbortSignal): Promise<Reply<UploadView>>;
  state(uploadId: string, signal: AbortSignal): Promise<Reply<UploadView>>;
  /** `onprogress`: bytes of the portion that have left. */
  send(
    portion: Portion,
    on: { progress: (bytes: number) => void; signal: AbortSignal },
  ): Promise<Reply<{ received: number }>>;
  finish(uploadId: string, signal: AbortSignal): Promise<Reply<FinishedUpload>>;
  /** Not answered: it is also asked by a page that is being left. */
  cancel(uploadId: string): void;
}

/** After these, trying again makes sense: the hub restarts, its database is away, a proxy gave up. */
const PASSING: readonly ErrorCode[] = [
  'stopping',
  'unavailable',
  'timedOut',
  'uploadBroken',
  'tooManyAttempts',
];
const PASSING_STATUS = [408, 429, 502, 503, 504];

/** Reads an answer of the hub. Its values are believed: the schemas of the hub made them. */
export function replyOf<Value>(status: number, body: string, offset?: string | null): Reply<Value> {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    answer = undefined;
  }
  if (status >= 200 && status < 300 && typeof answer === 'object')
    return { kind: 'ok', value: answer as Value };
  const code = codeOf(answer);
  if (code === undefined ? PASSING_STATUS.includes(status) || status === 0 : PASSING.includes(code)) {
    return { kind: 'lost' };
  }
  const problem = problemOf(answer, code ?? 'internal');
  return offset === undefined || offset === null
    ? { kind: 'refused', problem }
    : { kind: 'refused', problem, offset: Number(offset) };
}

function codeOf(answer: unknown): ErrorCode | undefined {
  const code = typeof answer === 'object' && answer !== null && 'code' in answer ? answer.code : undefined;
  return isErrorCode(code) ? code : undefined;
}

function problemOf(answer: unknown, code: ErrorCode): FormProblem {
  const has = typeof answer === 'object' && answer !== null ? answer : {};
  const message = 'detail' in has && typeof has.detail === 'string' ? has.detail : ERRORS[code][1];
  const problem = { code, message, fields: 'fields' in has ? has.fields : [] };
  return isFormProblem(problem) ? problem : { code, message, fields: [] };
}
