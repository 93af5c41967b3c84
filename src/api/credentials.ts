import type { IncomingMessage } from 'node:http';
import type { Actor } from '#domain/entities.ts';
import type { Identities } from '#hub/hub.ts';
import { cookieOf, SESSION_COOKIE } from '#hub/session-cookie.ts';
import { Refusal } from '#protocol/errors.ts';

/** Characters of a credential that are looked at; ours have far fewer. */
const LONGEST_CREDENTIAL = 1_000;

/**
 * Who is asking: the owner of an API token, or of a signed-in browser's cookie. A browser sends its cookie also when
 * another site made it ask, so a change with a cookie must come from the hub's own `origin`.
 * @throws Refusal `notSignedIn`, `apiTokenUnknown`, `badOrigin`
 */
export async function actorOf(question: {
  request: IncomingMessage;
  identities: Identities;
  address: string;
  origin: string;
}): Promise<Actor> {
  const { request, identities, address } = question;
  const token = bearerToken(request);
  if (token !== undefined) {
    const actor = await identities.ofApiToken(token, { address });
    if (actor === undefined) throw new Refusal('apiTokenUnknown');
    return actor;
  }
  const secret = cookieOf(request, SESSION_COOKIE);
  if (secret === undefined) throw new Refusal('notSignedIn');
  const reading = request.method === 'GET' || request.method === 'HEAD';
  if (!reading && request.headers.origin !== question.origin) throw new Refusal('badOrigin');
  const actor = await identities.ofSession(secret, { address });
  if (actor === undefined) throw new Refusal('notSignedIn');
  return actor;
}

function bearerToken(request: IncomingMessage): string | undefined {
  const header = request.headers.authorization;
  if (header === undefined) return undefined;
  const token = /^Bearer +(\S+) *$/i.exec(header.slice(0, LONGEST_CREDENTIAL))?.[1];
  if (token === undefined) {
    throw new Refusal('notSignedIn', { detail: 'The Authorization header must be: Bearer <API token>.' });
  }
  return token;
}
