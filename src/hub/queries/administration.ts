import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Queries } from '../hub.ts';
import { newestPageOf, pageOf } from './paging.ts';
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

    async enrolmentTokens(actor, query) {
      permit(actor, 'enrolment.read');
      const wanted = newestPageOf(query);
      const tokens = await store.access.listEnrolmentTokens(wanted);
      const page = pageOf(tokens, wanted.limit, (token) => token.id);
      return { ...page, rows: page.rows.map(enrolmentTokenView) };
    },

    async apiTokens(actor) {
      permit(actor, 'apiToken.read');
      return (await store.access.listApiTokens()).map(apiTokenView);
    },
  };
}
