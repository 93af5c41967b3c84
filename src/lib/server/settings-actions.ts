import type { RequestEvent } from '@sveltejs/kit';
import { actorOf } from './actor.ts';
import { submitted } from './refusal.ts';
import { settingsInput } from './settings-input.ts';

/** Of the pages on which settings are edited. */
export const settingsActions = {
  save: async ({ request, locals }: Pick<RequestEvent, 'request' | 'locals'>) => {
    const form = await request.formData();
    return submitted(async () => ({
      settings: await locals.hub.commands.editSettings(actorOf({ locals }), settingsInput(form)),
    }));
  },
};
