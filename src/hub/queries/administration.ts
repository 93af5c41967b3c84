import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Queries } from '../hub.ts';
import { apiTokenView, auditView, enrolmentTokenView, userView } from '../views/entity-views.ts';
import { auditCursor, auditPageOf, newestPageOf, pageOf } from './paging.ts';

type AdministrationQueries = Pick<Queries, 'users' | 'enrolmentTokens' | 'apiTokens' | 'audit'>;

export function administrationQueries({ store }: HubContext): AdministrationQueries {
  return {
    async users(actor) {
      permit(actor, 'user.read');
      return (await store.access.listUsers()).map(userView);
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

    async audit(actor, query) {
      permit(actor, 'audit.read');
      const { cursor: _, limit: __, from, to, ...filter } = query ?? {};
      const wanted = auditPageOf(query);
      const entries = await store.audit.list({
        ...filter,
        ...wanted,
        ...(from === undefined ? {} : { from: new Date(from) }),
        ...(to === undefined ? {} : { to: new Date(to) }),
      });
      const page = pageOf(entries, wanted.limit, auditCursor);
      return { ...page, rows: page.rows.map(auditView) };
    },
  };
}
