import { redirect } from '@sveltejs/kit';
import { actorOf } from '$lib/server/actor.ts';
import { submitted } from '$lib/server/refusal.ts';
import { familySnapshot } from '$lib/server/family-list.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => familySnapshot(event, event.params.familyId);

export const actions = {
  edit: async ({ request, locals, params }) => {
    const form = await request.formData();
    return submitted(async () => ({
      family: await locals.hub.commands.editFamily(actorOf({ locals }), {
        familyId: params.familyId,
        revision: Number(form.get('revision')),
        name: String(form.get('name') ?? ''),
        notes: String(form.get('notes') ?? ''),
      }),
    }));
  },
  delete: async ({ locals, params }) => {
    const outcome = await submitted(async () => {
      await locals.hub.commands.deleteFamily(actorOf({ locals }), { familyId: params.familyId });
      return { deleted: true };
    });
    if (!('deleted' in outcome)) return outcome;
    redirect(303, '/packages');
  },
} satisfies Actions;
