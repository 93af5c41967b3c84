import { redirect } from '@sveltejs/kit';
import { textOf } from '$lib/server/form-texts.ts';
import { loaded, submitted } from '$lib/server/refusal.ts';
import { setSessionCookie } from '$lib/server/session-cookie.ts';
import { localPath } from '$lib/services/local-path.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const { searchParams } = url;
  if (locals.actor !== undefined) redirect(303, localPath(searchParams.get('next')));
  return {
    firstStart: await loaded(locals.hub.awaitsFirstSignIn()),
    ended: searchParams.has('ended'),
    signedOut: searchParams.has('signedOut'),
    goesOn: localPath(searchParams.get('next')) !== '/',
  };
};

export const actions = {
  default: async ({ request, locals, cookies, url, getClientAddress }) => {
    const form = await request.formData();
    const outcome = await submitted(async () => ({
      session: await locals.hub.commands.signIn(
        { name: textOf(form, 'name'), password: textOf(form, 'password') },
        { address: getClientAddress(), userAgent: request.headers.get('user-agent') ?? undefined },
      ),
    }));
    if (!('session' in outcome)) return outcome;
    setSessionCookie({ cookies, url }, outcome.session);
    redirect(303, localPath(url.searchParams.get('next')));
  },
} satisfies Actions;
