import type { FinishedUpload, UploadView } from '#protocol/views/upload.ts';
import { replyOf, type Portion, type Reply, type UploadRequests } from './upload-reply.ts';
import { text } from '../messages/text.ts';

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
    const message = text('packages.fileChanged');
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
