import { actorOf } from '$lib/server/actor.ts';
import { apiDocument } from '$lib/server/api-document.ts';
import { rowsOf } from '$lib/server/api-rows.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  actorOf(event);
  return { rows: rowsOf(apiDocument(), event.url.origin) };
};
