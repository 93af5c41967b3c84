import { LIMITS } from '#protocol/limits.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Queries } from '../hub.ts';
import { apiTokenView, enrolmentTokenView, userView } from '../views/entity-views.ts';

type AdministrationQueries = Pick<Queries, 'users' | 'enrolmentTokens' | 'apiTokens'>;

export function administrationQueries({ store, clock }: HubContext): AdministrationQueries {
  return {
    async users(actor) {
      permit(actor, 'user.read');
      const [users, signIns] = await Promise.all([
        store.access.listUsers(),
        store.access.countSessions(clock.now()),
      ]);
      return users.map((user) => ({ ...userView(user), signIns: signIns.get(user.id) ?? 0 }));
    },

    async enrolmentTokens(actor) {
      permit(actor, 'enrolment.read');
      return (await store.access.listEnrolmentTokens(LIMITS.pageRows)).map(enrolmentTokenView);
    },

    async apiTokens(actor) {
      permit(actor, 'apiToken.read');
      return (await store.access.listApiTokens()).map(apiTokenView);
    },
  };
}
