import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { WrongOffset } from '#hub/content/wrong-offset.ts';
import { parse } from '#protocol/parse.ts';
import { BeginUpload, ContinueUpload } from '#protocol/requests.ts';
import { FinishedUpload, UploadView } from '#protocol/views/upload.ts';
import { problem } from '../problem.ts';
import { ok, TRANSFER_IDLE_MS } from '../reply.ts';
import { bare, type Call, create, get, post, remove } from '../route.ts';

/** Bytes of the list of files: 20,000 with paths of 400 characters. */
const LIST_BYTES = 8 * 1024 * 1024;

const UPLOAD_OFFSET = 'Upload-Offset';
const { offset } = ContinueUpload.shape;

const Received = z.object({ index: z.number().int(), received: z.number().int() });

/** What a file of an upload can be refused for. */
const CONTENT = ['tooLarge', 'uploadBroken', 'archiveInvalid', 'archiveUnsafe', 'diskFull'] as const;

/** Uploads that can be taken up again. */
export const uploadRoutes = [
  create(
    'uploads',
    {
      summary: 'Begin an upload that can be taken up again',
      may: 'package.write',
      body: BeginUpload,
      bodyBytes: LIST_BYTES,
      reply: UploadView,
      errors: ['tooManyUploads', 'diskFull'],
    },
    ({ hub, actor, input }) => hub.commands.beginUpload(actor, input),
  ),

  get(
    'uploads/:uploadId',
    { summary: 'How far an upload is', may: 'package.write', reply: UploadView },
    ({ hub, actor, param }) => hub.queries.upload(actor, param('uploadId')),
  ),

  bare(
    'PATCH',
    'uploads/:uploadId/files/:index',
    {
      summary: 'Send bytes of one file, from the header Upload-Offset on',
      may: 'package.write',
      status: 200,
      takes: ['application/octet-stream'],
      headers: { [UPLOAD_OFFSET]: { says: 'How many bytes of the file are there', schema: offset } },
      tells: { 409: { [UPLOAD_OFFSET]: 'Of `uploadOffset`: the place from which the file goes on' } },
      reply: Received,
      errors: ['uploadOffset', 'tooLarge', 'uploadBroken', 'diskFull'],
    },
    async (call) => {
      try {
        return ok(await takeBytes(call));
      } catch (error) {
        if (error instanceof WrongOffset) return problem(error, { [UPLOAD_OFFSET]: String(error.offset) });
        throw error;
      }
    },
  ),

  post(
    'uploads/:uploadId/finish',
    {
      summary: 'End an upload: it becomes content that a package may be made of',
      may: 'package.write',
      reply: FinishedUpload,
      errors: ['uploadIncomplete', ...CONTENT],
    },
    ({ hub, actor, param }) => hub.commands.finishUpload(actor, { uploadId: param('uploadId') }),
  ),

  remove(
    'uploads/:uploadId',
    { summary: 'Give an upload up', may: 'package.write' },
    ({ hub, actor, param }) => hub.commands.cancelUpload(actor, { uploadId: param('uploadId') }),
  ),
];

async function takeBytes({ hub, actor, param, request }: Call): Promise<z.infer<typeof Received>> {
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
