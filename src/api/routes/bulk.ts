import { PreviewBulk, StartBulk } from '#protocol/requests.ts';
import { BulkPreview, BulkView } from '#protocol/views/bulk.ts';
import type { Verb } from '#domain/permission.ts';
import { create, get, post, remove, rowsOf } from '../route.ts';

/** Each action has a verb of its own; these are the least and the most of them. */
const MAY: readonly [Verb, Verb] = ['computer.wakeOne', 'computer.delete'];
const BODY_BYTES = 2 * 1024 * 1024;

export const bulkRoutes = [
  get(
    'computers/bulk',
    {
      summary: 'What you have begun to do to many computers within the last hour, the newest first',
      may: 'read',
      reply: rowsOf(BulkView),
    },
    async ({ hub, actor }) => ({ rows: await hub.queries.bulks(actor) }),
  ),

  create(
    'computers/bulk',
    {
      summary: 'Do something to many computers: it goes on in the background',
      may: MAY,
      body: StartBulk,
      bodyBytes: BODY_BYTES,
      reply: BulkView,
      errors: ['changedMeanwhile', 'tooManyAttempts', 'tooLarge'],
    },
    ({ hub, actor, input }) => hub.commands.startBulk(actor, input),
  ),

  post(
    'computers/bulk/preview',
    {
      summary: 'Whom it would meet, and who would be left out, and why',
      may: MAY,
      body: PreviewBulk,
      bodyBytes: BODY_BYTES,
      reply: BulkPreview,
      errors: ['tooLarge'],
      asks: true,
    },
    ({ hub, actor, input }) => hub.queries.previewBulk(actor, input),
  ),

  get(
    'computers/bulk/:bulkId',
    { summary: 'How far it has come', may: 'read', reply: BulkView },
    ({ hub, actor, param }) => hub.queries.bulk(actor, param('bulkId')),
  ),

  remove(
    'computers/bulk/:bulkId',
    { summary: 'Stop it: no other computer has its turn', may: MAY, reply: BulkView },
    ({ hub, actor, param }) => hub.commands.stopBulk(actor, { bulkId: param('bulkId') }),
  ),
];
