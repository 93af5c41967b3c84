import type { RequestEvent } from '@sveltejs/kit';
import type {
  AccountSnapshot,
  EnrolmentSnapshot,
  TokensSnapshot,
  UsersSnapshot,
} from '$lib/access/access-snapshots.ts';
import { whyNot } from '$lib/words/permission.ts';
import { actorOf } from './actor.ts';
import { loaded } from './refusal.ts';

type Asked = Pick<RequestEvent, 'locals'>;

const REFUSALS_SHOWN = 20;
/** The newest; older ones have expired as a rule, and the API lists them all. */
const TOKENS_SHOWN = 500;

/** What roles there are is for everybody; who has them, for admins. */
export async function usersSnapshot({ locals }: Asked): Promise<UsersSnapshot> {
  const actor = actorOf({ locals });
  if (whyNot(actor.role, 'user.read') !== undefined) return { self: actor.id };
  return { self: actor.id, users: await loaded(locals.hub.queries.users(actor)) };
}

export async function tokensSnapshot({ locals }: Asked): Promise<TokensSnapshot> {
  return { tokens: await loaded(locals.hub.queries.apiTokens(actorOf({ locals }))) };
}

export async function enrolmentSnapshot({ locals }: Asked): Promise<EnrolmentSnapshot> {
  const actor = actorOf({ locals });
  const { queries } = locals.hub;
  const [tokens, refused] = await loaded(
    Promise.all([
      queries.enrolmentTokens(actor, { limit: TOKENS_SHOWN }),
      queries.audit(actor, { verb: 'agent.refused', limit: REFUSALS_SHOWN }),
    ]),
  );
  return { tokens: tokens.rows, more: tokens.next !== undefined, refused: refused.rows };
}

export async function accountSnapshot({ locals }: Asked): Promise<AccountSnapshot> {
  const actor = actorOf({ locals });
  return { self: actor.id, sessions: await loaded(locals.hub.queries.ownSessions(actor)) };
}
