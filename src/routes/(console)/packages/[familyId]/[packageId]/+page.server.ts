import { redirect } from '@sveltejs/kit';
import { actorOf } from '$lib/server/actor.ts';
import { submitted } from '$lib/server/refusal.ts';
import { packageSnapshot } from '$lib/server/snapshots.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => packageSnapshot(event, event.params.packageId);

export const actions = {
  delete: async ({ locals, params }) => {
    const actor = actorOf({ locals });
    const outcome = await submitted(async () => {
      await locals.hub.commands.deletePackage(actor, { packageId: params.packageId });
      return { deleted: true };
    });
    if (!('deleted' in outcome)) return outcome;
    redirect(303, '/packages');
  },
} satisfies Actions;
