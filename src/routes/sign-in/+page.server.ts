import { redirect } from '@sveltejs/kit';
import { submitted } from '$lib/server/refusal.ts';
import { setSessionCookie } from '$lib/server/session-cookie.ts';
import { localPath } from '$lib/services/local-path.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
  if (locals.actor !== undefined) redirect(303, localPath(url.searchParams.get('next')));
};

export const actions = {
  default: async ({ request, locals, cookies, url, getClientAddress }) => {
    const form = await request.formData();
    const name = String(form.get('name') ?? '');
    const outcome = await submitted(async () => ({
      session: await locals.hub.commands.signIn(
        { name, password: String(form.get('password') ?? '') },
        { address: getClientAddress() },
      ),
    }));
    if (!('session' in outcome)) return outcome;
    setSessionCookie({ cookies, url }, outcome.session);
    redirect(303, localPath(url.searchParams.get('next')));
  },
} satisfies Actions;
