import { AsyncLocalStorage } from 'node:async_hooks';
import { text } from '$lib/messages/text.ts';
import { actorOf } from '$lib/server/actor.ts';
import { loaded } from '$lib/server/refusal.ts';
import type { RequestHandler } from './$types';

/** The output of an attempt as text, as it was written, both streams in their order; page by page, never whole in memory. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
  const actor = actorOf({ locals });
  const { queries } = locals.hub;
  const named = Number(url.searchParams.get('attempt'));
  const job = await loaded(queries.job(actor, params.jobId));
  const attempt = Number.isSafeInteger(named) && named > 0 ? named : Math.max(1, job.attempt);
  let after: number | undefined = 0;
  const encoder = new TextEncoder();
  // The answer is sent after the request was handled: its language is taken along.
  const asAsked = AsyncLocalStorage.snapshot();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (after === undefined) {
        controller.close();
        return;
      }
      const page = await queries.output(actor, { jobId: job.id, attempt, after });
      for (const chunk of page.chunks) {
        const { omitted } = page.extent;
        if (omitted !== undefined && chunk.sequence === omitted.to + 1) {
          const words = asAsked(() => text('jobs.outputDropped', { from: omitted.from, to: omitted.to }));
          controller.enqueue(encoder.encode(`\n[${words}]\n`));
        }
        controller.enqueue(encoder.encode(chunk.text));
      }
      after = page.next;
      // A pull that hands on nothing is not repeated: end it here.
      if (after === undefined) controller.close();
    },
  });
  const name = `${job.computerName} ${job.packageName} ${job.packageVersion}`.replace(/[^\w. -]+/g, '_');
  return new Response(body, {
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="${name}.txt"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  });
};
