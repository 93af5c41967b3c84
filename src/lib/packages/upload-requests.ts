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
  return offset ? { kind: 'refused', problem, offset: Number(offset) } : { kind: 'refused', problem };
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

const UPLOADS = '/api/v1/uploads';
/** A line that is dead without saying so is noticed after this. */
const SILENT_MS = 30_000;
const ANSWER_WITHIN_MS = 60_000;

async function ask<Value>(method: string, path: string, init: RequestInit): Promise<Reply<Value>> {
  const late = AbortSignal.timeout(ANSWER_WITHIN_MS);
  try {
    const response = await fetch(UPLOADS + path, {
      ...init,
      method,
      signal: init.signal ? AbortSignal.any([init.signal, late]) : late,
      headers: { accept: 'application/json', 'content-type': 'application/json' },
    });
    return replyOf(response.status, await response.text());
  } catch {
    return { kind: 'lost' };
  }
}

/** A request object of the old kind, because only it tells how much has been sent. */
function send(
  { uploadId, index, offset, bytes }: Portion,
  on: { progress: (bytes: number) => void; signal: AbortSignal },
): Promise<Reply<{ received: number }>> {
  const request = new XMLHttpRequest();
  const stop = () => request.abort();
  let silence: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(stop, SILENT_MS);
  };
  return new Promise<Reply<{ received: number }>>((resolve) => {
    request.upload.addEventListener('progress', (event) => {
      heard();
      on.progress(event.loaded);
    });
    request.addEventListener('load', () =>
      resolve(replyOf(request.status, request.responseText, request.getResponseHeader('upload-offset'))),
    );
    request.addEventListener('abort', () => resolve({ kind: 'lost' }));
    request.addEventListener('error', () => void whyFailed(bytes).then(resolve));
    request.open('PATCH', `${UPLOADS}/${uploadId}/files/${index}`);
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('upload-offset', String(offset));
    on.signal.addEventListener('abort', stop, { once: true });
    heard();
    request.send(bytes);
  }).finally(() => {
    clearTimeout(silence);
    on.signal.removeEventListener('abort', stop);
  });
}

/** The browser says the same of a line that broke and of a file that was moved away meanwhile. */
async function whyFailed(bytes: Blob): Promise<Reply<never>> {
  try {
    await bytes.slice(0, 1).arrayBuffer();
    return { kind: 'lost' };
  } catch {
    const message = 'A file cannot be read any more: it was changed or moved since. Choose the files again.';
    return { kind: 'refused', problem: { code: 'invalidInput', message, fields: [] } };
  }
}

/** Packing gigabytes takes its time: as long as the hub answers at all, it is asked again. */
async function finish(uploadId: string, signal: AbortSignal): Promise<Reply<FinishedUpload>> {
  for (;;) {
    const finished = await ask<FinishedUpload>('POST', `/${uploadId}/finish`, { signal });
    if (finished.kind !== 'lost' || signal.aborted) return finished;
    const state = await ask<UploadView>('GET', `/${uploadId}`, { signal });
    if (state.kind !== 'ok') return state;
  }
}

export const uploadRequests: UploadRequests = {
  begin: (files, signal) =>
    ask('POST', '', {
      signal,
      body: JSON.stringify({ files: files.map(({ path, file }) => ({ path, bytes: file.size })) }),
    }),
  state: (uploadId, signal) => ask('GET', `/${uploadId}`, { signal }),
  send,
  finish,
  cancel(uploadId) {
    void ask('DELETE', `/${uploadId}`, { keepalive: true });
  },
};
