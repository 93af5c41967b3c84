import { verify } from '@node-rs/argon2';
import type { Actor, User } from '#domain/entities.ts';
import { isLastAdmin } from '#domain/last-admin.ts';
import type { AuditVerb } from '#protocol/audit.ts';
import { Refusal } from '#protocol/errors.ts';
import { parse } from '#protocol/parse.ts';
import {
  ChangePassword,
  ChangeRole,
  DeleteUser,
  EndSession,
  EndSessions,
  RevokeApiToken,
} from '#protocol/requests.ts';
import { audit, permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { AccessCommands } from '../hub/access.ts';
import { hashPassword } from '../passwords.ts';
import { ownerOf } from '../views/saved-filter-view.ts';
import { userView } from '../views/entity-views.ts';
import { KeyedTurns } from '../wake/keyed-turns.ts';

export function accessCommands(context: HubContext): AccessCommands {
  const { store } = context;
  // One after another: two admins that make each other something else must not both succeed.
  const turns = new KeyedTurns();
  const inTurn = <Value>(task: () => Promise<Value>) => turns.run('users', task);
  return {
    async changeRole(actor, input) {
      const { userId, role } = parse(ChangeRole, input);
      permit(actor, 'user.write');
      return inTurn(async () => {
        const user = await userOf(context, userId);
        await keepOneAdmin(context, { userId, becomes: role });
        const changed = await store.access.changeUser(userId, { role });
        if (changed === undefined) throw new Refusal('notFound');
        if (user.role !== role) {
          await signOutEverywhere(context, { userId });
          await note(context, actor, { verb: 'user.changeRole', user, detail: `${user.role} → ${role}` });
        }
        return userView(changed);
      });
    },

    async changePassword(actor, input) {
      const { userId, password, currentPassword } = parse(ChangePassword, input);
      const isOwn = actor.kind === 'user' && actor.id === userId;
      if (!isOwn) permit(actor, 'user.write');
      const user = await userOf(context, userId);
      if (isOwn) await checkPassword(context, { user, actor, given: currentPassword ?? '' });
      const passwordHash = await hashPassword(password);
      if ((await store.access.changeUser(userId, { passwordHash })) === undefined)
        throw new Refusal('notFound');
      await signOutEverywhere(context, { userId, except: actor.sessionId });
      await note(context, actor, { verb: 'user.changePassword', user });
    },

    async deleteUser(actor, input) {
      const { userId } = parse(DeleteUser, input);
      permit(actor, 'user.write');
      await inTurn(async () => {
        const user = await userOf(context, userId);
        await keepOneAdmin(context, { userId });
        await store.access.deleteUser(userId);
        // After the user: who signs in meanwhile is found by this, too.
        await signOutEverywhere(context, { userId });
        await store.savedFilters.removePrivateOf(ownerOf({ kind: 'user', id: userId }));
        await note(context, actor, { verb: 'user.delete', user });
      });
    },

    async revokeApiToken(actor, input) {
      const { tokenId } = parse(RevokeApiToken, input);
      permit(actor, 'apiToken.write');
      const token = await store.access.getApiToken(tokenId);
      if (token === undefined || !(await store.access.deleteApiToken(tokenId))) throw new Refusal('notFound');
      await audit(context, actor, {
        verb: 'apiToken.revoke',
        subject: { kind: 'apiToken', id: tokenId, name: token.name },
      });
    },

    async endSessions(actor, input) {
      const { userId } = parse(EndSessions, input);
      if (actor.kind !== 'user' || actor.id !== userId) permit(actor, 'user.write');
      const user = await userOf(context, userId);
      const ended = await signOutEverywhere(context, { userId, except: actor.sessionId });
      if (ended > 0)
        await note(context, actor, { verb: 'user.signOutEverywhere', user, detail: String(ended) });
      return { ended };
    },

    async endSession(actor, input) {
      const { sessionId } = parse(EndSession, input);
      const session = await store.access.getSession(sessionId, context.clock.now());
      if (actor.kind !== 'user' || session?.userId !== actor.id) throw new Refusal('notFound');
      await store.access.deleteSession(sessionId);
      context.ended.end(sessionId);
      await audit(context, actor, {
        verb: 'user.endSession',
        subject: { kind: 'user', id: actor.id, name: actor.name },
      });
    },
  };
}

async function userOf({ store }: HubContext, userId: string): Promise<User> {
  const user = await store.access.getUser(userId);
  if (user === undefined) throw new Refusal('notFound');
  return user;
}

async function keepOneAdmin({ store }: HubContext, change: Parameters<typeof isLastAdmin>[1]): Promise<void> {
  if (isLastAdmin(await store.access.listUsers(), change)) throw new Refusal('lastAdmin');
}

/** @param whose `except`: a sign-in that goes on. @returns how many went on until now */
async function signOutEverywhere(
  { store, ended, clock }: HubContext,
  whose: { userId: string; except?: string | undefined },
): Promise<number> {
  const sessions = await store.access.sessionsOf(whose.userId);
  const others = sessions.filter(({ id }) => id !== whose.except);
  for (const { id } of others) {
    await store.access.deleteSession(id);
    ended.end(id);
  }
  return others.filter(({ expiresAt }) => expiresAt > clock.now()).length;
}

/** Counted as a sign-in: a stolen browser must not be where the password is guessed. */
async function checkPassword(
  { throttle, clock }: HubContext,
  { user, actor, given }: { user: User; actor: Actor; given: string },
): Promise<void> {
  const attempt = { account: user.name.toLowerCase(), address: actor.address ?? '' };
  const retryAfter = throttle.begin(attempt, clock.now());
  if (retryAfter > 0) throw new Refusal('tooManyAttempts', { retryAfter });
  if (!(await verify(user.passwordHash, given))) throw new Refusal('wrongCredentials');
  throttle.succeeded(attempt);
}

async function note(
  context: HubContext,
  actor: Actor,
  { verb, user, detail }: { verb: AuditVerb; user: User; detail?: string },
): Promise<void> {
  await audit(context, actor, {
    verb,
    subject: { kind: 'user', id: user.id, name: user.name },
    ...(detail === undefined ? {} : { detail }),
  });
}
