import type { FinishedUpload, UploadView } from '#protocol/views/upload.ts';
import { checkedFetch } from './api-contract.ts';

/** A file as a sender has it. */
export interface FileToSend {
  path: string;
  bytes: Uint8Array<ArrayBuffer>;
}

export interface Answer<Body> {
  status: number;
  headers: Headers;
  /** Believed to be what the caller says. */
  body: Body & { code?: string; detail?: string };
}

/** Uploads over REST as a program of our users would. */
export function uploader(hub: { address: string; token: string }) {
  async function ask<Body>(method: string, path: string, init: RequestInit = {}): Promise<Answer<Body>> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${hub.token}`);
    const response = await checkedFetch(`${hub.address}/api/v1/${path}`, { ...init, method, headers });
    const text = await response.text();
    const body = (text === '' ? {} : JSON.parse(text)) as Answer<Body>['body'];
    return { status: response.status, headers: response.headers, body };
  }
  const json = (value: unknown): RequestInit => ({
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value),
  });
  const begin = (files: readonly { path: string; bytes: number }[]) =>
    ask<UploadView>('POST', 'uploads', json({ files }));
  const send = (id: string, at: { index: number; offset: number }, bytes: Uint8Array<ArrayBuffer>) =>
    ask<{ received: number }>('PATCH', `uploads/${id}/files/${at.index}`, {
      headers: { 'upload-offset': String(at.offset) },
      body: bytes,
    });
  const finish = (id: string) => ask<FinishedUpload>('POST', `uploads/${id}/finish`);
  return {
    ask,
    json,
    begin,
    send,
    finish,
    state: (id: string) => ask<UploadView>('GET', `uploads/${id}`),
    cancel: (id: string) => ask('DELETE', `uploads/${id}`),
    createPackage: (given: Record<string, unknown>) =>
      ask<{ id: string }>('POST', 'packages', json({ familyName: 'Tool', version: '1', ...given })),
    /** All of it, without a break. */
    async whole(files: readonly FileToSend[]): Promise<FinishedUpload & { uploadId: string }> {
      const begun = await begin(files.map(({ path, bytes }) => ({ path, bytes: bytes.length })));
      for (const [index, { bytes }] of files.entries()) {
        const sent = await send(begun.body.id, { index, offset: 0 }, bytes);
        if (sent.status !== 200) throw new Error(`not taken: ${JSON.stringify(sent.body)}`);
      }
      const finished = await finish(begun.body.id);
      if (finished.status !== 200) throw new Error(`not finished: ${JSON.stringify(finished.body)}`);
      return { ...finished.body, uploadId: begun.body.id };
    },
  };
}

export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
