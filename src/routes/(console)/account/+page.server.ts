import { accountSnapshot } from '$lib/server/access-snapshots.ts';
import { actorOf } from '$lib/server/actor.ts';
import { textOf } from '$lib/server/form-texts.ts';
import { submitted } from '$lib/server/refusal.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({ account: await accountSnapshot(event) });

export const actions = {
  password: async ({ request, locals }) => {
    const actor = actorOf({ locals });
    const form = await request.formData();
    return submitted(async () => {
      await locals.hub.commands.changePassword(actor, {
        userId: actor.id,
        password: textOf(form, 'password'),
        currentPassword: textOf(form, 'currentPassword'),
      });
      return {};
    });
  },
  endSession: async ({ request, locals }) => {
    const form = await request.formData();
    return submitted(async () => {
      await locals.hub.commands.endSession(actorOf({ locals }), { sessionId: textOf(form, 'sessionId') });
      return {};
    });
  },
  endOthers: async ({ locals }) => {
    const actor = actorOf({ locals });
    return submitted(async () => ({
      ...(await locals.hub.commands.endSessions(actor, { userId: actor.id })),
    }));
  },
} satisfies Actions;
