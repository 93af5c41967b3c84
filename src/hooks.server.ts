import { redirect, type Handle } from '@sveltejs/kit';
import { hubFromSlot } from '$lib/server/hub-slot.ts';
import { loaded } from '$lib/server/refusal.ts';
import { SESSION_COOKIE } from '$lib/server/session-cookie.ts';

/** Session → `locals.actor`; `locals.hub`; everybody else to the sign-in page. */
export const handle: Handle = async ({ event, resolve }) => {
  const hub = hubFromSlot();
  event.locals.hub = hub;
  const secret = event.cookies.get(SESSION_COOKIE);
  if (secret !== undefined) {
    const actor = await loaded(hub.identities.ofSession(secret, { address: event.getClientAddress() }));
    if (actor !== undefined) event.locals.actor = actor;
  }
  if (event.locals.actor === undefined && event.url.pathname !== '/sign-in') {
    const next = event.url.pathname + event.url.search;
    redirect(303, next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`);
  }
  return resolve(event);
};
