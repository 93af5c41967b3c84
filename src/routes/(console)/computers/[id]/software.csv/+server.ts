import { softwareQuery, softwareRows } from '$lib/computers/software-rows.ts';
import { csv } from '$lib/format/csv.ts';
import { text } from '$lib/messages/text.ts';
import { actorOf } from '$lib/server/actor.ts';
import { loaded } from '$lib/server/refusal.ts';
import type { RequestHandler } from './$types';

/** Everything that the list shows with this search and in this order. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
  const computer = await loaded(locals.hub.queries.computer(actorOf({ locals }), params.id));
  const rows = softwareRows(computer.software ?? [], softwareQuery(url.searchParams));
  const lines = csv([
    [
      text('computers.softwareName'),
      text('computers.softwareVersion'),
      text('computers.softwareArchitecture'),
    ],
    ...rows.map(({ name, version, architecture = '' }) => [name, version, architecture]),
  ]);
  const file = encodeURIComponent(`${computer.name} software.csv`);
  return new Response(lines, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename*=UTF-8''${file}`,
      'cache-control': 'no-store',
    },
  });
};
