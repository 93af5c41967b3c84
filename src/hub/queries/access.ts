import { sessionView } from '../views/session-view.ts';
import type { HubContext } from '../hub-context.ts';
import type { AccessQueries } from '../hub/access.ts';

export function accessQueries({ store, clock }: HubContext): AccessQueries {
  return {
    async ownSessions(actor) {
      if (actor.kind !== 'user') return [];
      const now = clock.now();
      const sessions = await store.access.sessionsOf(actor.id);
      return sessions
        .filter(({ expiresAt }) => expiresAt > now)
        .sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime())
        .map((session) => sessionView(session, actor.sessionId));
    },
  };
}
