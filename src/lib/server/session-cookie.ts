import type { Cookies } from '@sveltejs/kit';

export const SESSION_COOKIE = 'reveille_session';

/** On plain HTTP a `Secure` cookie would be dropped by the browser, and nobody could sign in. */
const attributes = (url: URL) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: url.protocol === 'https:' }) as const;

export function setSessionCookie(
  { cookies, url }: { cookies: Cookies; url: URL },
  session: { secret: string; expiresAt: Date },
): void {
  cookies.set(SESSION_COOKIE, session.secret, { ...attributes(url), expires: session.expiresAt });
}

export function clearSessionCookie({ cookies, url }: { cookies: Cookies; url: URL }): void {
  cookies.delete(SESSION_COOKIE, attributes(url));
}
