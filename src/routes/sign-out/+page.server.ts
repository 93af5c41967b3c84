import { redirect } from '@sveltejs/kit';
import { submitted } from '$lib/server/refusal.ts';
import { actorOf } from '$lib/server/actor.ts';
import { clearSessionCookie, SESSION_COOKIE } from '$lib/server/session-cookie.ts';

export const load = () => redirect(307, '/');

export const actions = {
  default: async ({ locals, cookies, url }) => {
    const secret = cookies.get(SESSION_COOKIE);
    if (secret !== undefined) {
      const actor = actorOf({ locals });
      await submitted(async () => {
        await locals.hub.commands.signOut(actor, secret);
        return {};
      });
    }
    clearSessionCookie({ cookies, url });
    redirect(303, '/sign-in?signedOut=1');
  },
};
