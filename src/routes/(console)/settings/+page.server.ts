import { actorOf } from '$lib/server/actor.ts';
import { submitted } from '$lib/server/refusal.ts';
import { requireVerb } from '$lib/server/require-verb.ts';
import { settingsSnapshot } from '$lib/server/snapshots.ts';
import { settingsInput } from '$lib/server/settings-input.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireVerb(event, 'settings.read');
  return { settings: await settingsSnapshot(event) };
};

export const actions = {
  save: async ({ request, locals }) => {
    const form = await request.formData();
    return submitted(async () => ({
      settings: await locals.hub.commands.editSettings(actorOf({ locals }), settingsInput(form)),
    }));
  },
} satisfies Actions;
