import { columnsOf } from '$lib/fleet/list-state.ts';
import { actorOf } from '$lib/server/actor.ts';
import { wordsOf } from '$lib/server/installation-fields.ts';
import { loaded } from '$lib/server/refusal.ts';
import { readSort } from '#protocol/fleet-fields.ts';
import type { RequestHandler } from './$types';

/** The chosen computers as a table. Sent by a form: an address would not hold the ids of thousands. */
export const POST: RequestHandler = async ({ locals, request }) => {
  const form = await request.formData();
  const columns = columnsOf(String(form.get('columns') ?? ''));
  const sort = readSort(String(form.get('sort') ?? ''));
  const lines = await loaded(
    locals.hub.queries.computersCsv(actorOf({ locals }), {
      ids: wordsOf(form, 'computerIds'),
      ...(columns && { columns }),
      ...(sort && { sort }),
    }),
  );
  return new Response(streamOf(lines), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="computers.csv"',
      'cache-control': 'no-store',
    },
  });
};

/** As it is asked for: what nobody reads any more is not made. */
function streamOf(lines: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const pieces = lines[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pieces.return?.();
    },
  });
}
