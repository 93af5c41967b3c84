import type { IncomingMessage } from 'node:http';
import { WrongOffset } from '#hub/content/wrong-offset.ts';
import { parse } from '#protocol/parse.ts';
import { BeginUpload, ContinueUpload } from '#protocol/requests.ts';
import { problem } from '../problem.ts';
import { created, noContent, ok, TRANSFER_IDLE_MS } from '../reply.ts';
import { type Call, get, patch, post, remove } from '../route.ts';

/** Bytes of the list of files: 20,000 with paths of 400 characters. */
const LIST_BYTES = 8 * 1024 * 1024;

/** Uploads that can be taken up again. */
export const uploadRoutes = [
  post('uploads', async ({ hub, actor, body }) => {
    const upload = await hub.commands.beginUpload(actor, parse(BeginUpload, await body(LIST_BYTES)));
    return created(`uploads/${upload.id}`, upload);
  }),

  get('uploads/:uploadId', async ({ hub, actor, param }) =>
    ok(await hub.queries.upload(actor, param('uploadId'))),
  ),

  patch('uploads/:uploadId/files/:index', async (call) => {
    try {
      return ok(await takeBytes(call));
    } catch (error) {
      if (error instanceof WrongOffset) return problem(error, { 'upload-offset': String(error.offset) });
      throw error;
    }
  }),

  post('uploads/:uploadId/finish', async ({ hub, actor, param }) =>
    ok(await hub.commands.finishUpload(actor, { uploadId: param('uploadId') })),
  ),

  remove('uploads/:uploadId', async ({ hub, actor, param }) => {
    await hub.commands.cancelUpload(actor, { uploadId: param('uploadId') });
    return noContent();
  }),
];

async function takeBytes({ hub, actor, param, request }: Call): Promise<{ index: number; received: number }> {
  const input = parse(ContinueUpload, {
    uploadId: param('uploadId'),
    index: wholeNumber(param('index')),
    offset: wholeNumber(request.headers['upload-offset']),
  });
  const length = wholeNumber(request.headers['content-length']);
  request.setTimeout(TRANSFER_IDLE_MS, () => request.destroy(new Error('Nothing arrived for a minute.')));
  return hub.commands.continueUpload(actor, input, { bytes: bytesOf(request), length });
}

/** Undefined for anything else: the schema says what is missing. */
function wholeNumber(text: string | string[] | undefined): number | undefined {
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Leaves the request open when it is refused: it still has to be answered. */
const bytesOf = (request: IncomingMessage) =>
  request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
