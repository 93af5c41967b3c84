import { actorOf } from '$lib/server/actor.ts';
import { submitted } from '$lib/server/refusal.ts';
import { containerSnapshot } from '$lib/server/snapshots.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => containerSnapshot(event, event.params.id);

export const actions = {
  cancel: async ({ locals, params }) =>
    submitted(async () => {
      await locals.hub.commands.cancelContainer(actorOf({ locals }), { containerId: params.id });
      return { cancelled: true };
    }),
  cancelJob: async ({ request, locals }) => {
    const form = await request.formData();
    return submitted(async () => {
      await locals.hub.commands.cancelJob(actorOf({ locals }), { jobId: String(form.get('jobId') ?? '') });
      return { cancelled: true };
    });
  },
} satisfies Actions;
