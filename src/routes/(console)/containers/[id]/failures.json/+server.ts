import { json } from '@sveltejs/kit';
import { actorOf } from '$lib/server/actor.ts';
import { loaded } from '$lib/server/refusal.ts';
import type { RequestHandler } from './$types';

/** What failed in this container, what failed alike together; with `?group=`, the jobs of that group behind a cursor. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
  const actor = actorOf({ locals });
  const { queries } = locals.hub;
  const failureId = url.searchParams.get('group');
  if (failureId === null) return json(await loaded(queries.failuresOfContainer(actor, params.id)));
  const cursor = url.searchParams.get('cursor');
  const page = queries.jobsOfFailure(
    actor,
    { containerId: params.id, failureId },
    cursor === null ? {} : { cursor },
  );
  return json(await loaded(page));
};
