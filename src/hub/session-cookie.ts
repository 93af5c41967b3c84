import type { IncomingMessage } from 'node:http';

/** The cookie that holds a sign-in's secret. `HttpOnly`, `SameSite=Lax`, `Secure` behind TLS. */
export const SESSION_COOKIE = 'reveille_session';
/** Ours has 43 characters. */
const LONGEST_VALUE = 1_000;

/** @returns a cookie's value, undefined when the request has none or an impossible one. */
export function cookieOf(request: IncomingMessage, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (equals < 0 || pair.slice(0, equals).trim() !== name) continue;
    const value = pair.slice(equals + 1).trim();
    return value === '' || value.length > LONGEST_VALUE ? undefined : value;
  }
  return undefined;
}
