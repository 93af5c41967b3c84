import { verify } from '@node-rs/argon2';
import { parse } from '#protocol/parse.ts';
import { Refusal } from '#protocol/errors.ts';
import { SignIn } from '#protocol/requests.ts';
import { audit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Commands } from '../hub.ts';
import { hashPassword } from '../passwords.ts';
import { hashSecret, newSecret } from '../secrets.ts';
import { userView } from '../views/entity-views.ts';

/** A sign-in ends after this long without use. */
export const SESSION_MILLISECONDS = 12 * 3600 * 1000;

/** Characters of what a browser says it is. */
const USER_AGENT_LENGTH = 300;

/** Verified when the name is unknown, so that the answer takes as long as with a wrong password. */
const decoy = hashPassword('nobody has this password');

export function signInCommand(context: HubContext): Commands['signIn'] {
  return async (input, from) => {
    const { name, password } = parse(SignIn, input);
    const { store, clock, throttle } = context;
    const attempt = { account: name.toLowerCase(), address: from.address };
    const retryAfter = throttle.begin(attempt, clock.now());
    if (retryAfter > 0) throw new Refusal('tooManyAttempts', { retryAfter });
    const user = await store.access.findUserByName(name);
    const fits = await verify(user?.passwordHash ?? (await decoy), password);
    if (user === undefined || !fits) {
      const actor = { kind: 'system', name, address: from.address } as const;
      await audit(context, actor, { verb: 'user.signInRefused', subject: { kind: 'user', name } });
      throw new Refusal('wrongCredentials');
    }
    throttle.succeeded(attempt);
    const secret = newSecret();
    const now = clock.now();
    const expiresAt = new Date(now.getTime() + SESSION_MILLISECONDS);
    await store.access.insertSession({
      id: hashSecret(secret),
      userId: user.id,
      createdAt: now,
      expiresAt,
      address: from.address,
      ...(from.userAgent ? { userAgent: from.userAgent.slice(0, USER_AGENT_LENGTH) } : {}),
    });
    await store.access.changeUser(user.id, { lastSignInAt: now });
    const actor = { kind: 'user', name: user.name, address: from.address } as const;
    await audit(context, actor, {
      verb: 'user.signIn',
      subject: { kind: 'user', id: user.id, name: user.name },
    });
    return { secret, expiresAt, user: userView(user) };
  };
}

export function signOutCommand(context: HubContext): Commands['signOut'] {
  return async (actor, secret) => {
    const { store, ended } = context;
    const id = hashSecret(secret);
    await store.access.deleteSession(id);
    ended.end(id);
    await audit(context, actor, {
      verb: 'user.signOut',
      subject: { kind: 'user', id: actor.id, name: actor.name },
    });
  };
}
