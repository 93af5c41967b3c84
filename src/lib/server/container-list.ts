import type { RequestEvent } from '@sveltejs/kit';
import type { ContainersQuery } from '#hub/hub/containers.ts';
import { listAddress, ROWS_A_PAGE, ROWS_AT_ONCE } from '$lib/containers/list-address.ts';
import type { ContainersPage } from '$lib/containers/live-containers.svelte.ts';
import { spanOf } from '$lib/containers/period.ts';
import { actorOf } from './actor.ts';
import { loaded } from './refusal.ts';
import { zoneOf } from './viewer-zone.ts';

type Asked = Pick<RequestEvent, 'locals' | 'url' | 'cookies'>;

/** Which containers the address of the list means, and in which order. */
export function containersQuery({ url, cookies }: Asked): ContainersQuery {
  const { search, states, createdBy, sort, ...span } = listAddress(url);
  return {
    search,
    ...(states.length === 0 ? {} : { states }),
    ...(createdBy === undefined ? {} : { createdBy }),
    ...spanOf(span, { now: Date.now(), zone: zoneOf(cookies) }),
    ...(sort === undefined ? {} : { sort }),
  };
}

export async function containersSnapshot(event: Asked): Promise<ContainersPage> {
  const actor = actorOf(event);
  const { queries } = event.locals.hub;
  const { from } = listAddress(event.url);
  const all = event.url.searchParams.get('rows') === String(ROWS_AT_ONCE);
  const query = { ...containersQuery(event), from, limit: all ? ROWS_AT_ONCE : ROWS_A_PAGE };
  const [page, creators] = await loaded(
    Promise.all([queries.containers(actor, query), queries.creatorsOfContainers(actor)]),
  );
  return { ...page, from, creators };
}
