import { redirect, type Handle } from '@sveltejs/kit';
import { compressed } from '$lib/server/compressed.ts';
import { hubFromSlot } from '$lib/server/hub-slot.ts';
import { inLanguage, languageOf } from '$lib/server/languages.ts';
import { loaded } from '$lib/server/refusal.ts';
import { signInAddress } from '$lib/services/sign-in-address.ts';
import { SESSION_COOKIE } from '$lib/server/session-cookie.ts';

/** Session → `locals.actor`; `locals.hub`; everybody else to the sign-in page. In the viewer's language, compressed. */
export const handle: Handle = async ({ event, resolve }) => {
  const hub = hubFromSlot();
  event.locals.hub = hub;
  const secret = event.cookies.get(SESSION_COOKIE);
  if (secret !== undefined) {
    const actor = await loaded(hub.identities.ofSession(secret, { address: event.getClientAddress() }));
    if (actor !== undefined) event.locals.actor = actor;
  }
  if (event.locals.actor === undefined && event.url.pathname !== '/sign-in') {
    redirect(303, signInAddress(event.url, { ended: secret !== undefined }));
  }
  const language = languageOf(event);
  const response = await inLanguage(language, () =>
    resolve(event, { transformPageChunk: ({ html }) => html.replace('%language%', language.tag) }),
  );
  return compressed(event.request, response);
};
