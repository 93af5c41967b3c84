import { LIMITS } from '#protocol/limits.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Queries } from '../hub.ts';
import { apiTokenView, auditView, enrolmentTokenView, userView } from '../views/entity-views.ts';
import { newestPageOf, pageOf } from './paging.ts';

type AdministrationQueries = Pick<Queries, 'users' | 'enrolmentTokens' | 'apiTokens' | 'audit'>;

export function administrationQueries({ store }: HubContext): AdministrationQueries {
  return {
    async users(actor) {
      permit(actor, 'user.read');
      return (await store.access.listUsers()).map(userView);
    },

    async enrolmentTokens(actor) {
      permit(actor, 'enrolment.read');
      return (await store.access.listEnrolmentTokens(LIMITS.pageRows)).map(enrolmentTokenView);
    },

    async apiTokens(actor) {
      permit(actor, 'apiToken.read');
      return (await store.access.listApiTokens()).map(apiTokenView);
    },

    async audit(actor, query) {
      permit(actor, 'audit.read');
      const wanted = newestPageOf(query);
      const entries = await store.audit.list({
        ...wanted,
        ...(query?.verbPrefix === undefined ? {} : { verbPrefix: query.verbPrefix }),
        ...(query?.actorName === undefined ? {} : { actorName: query.actorName }),
        ...(query?.subjectId === undefined ? {} : { subjectId: query.subjectId }),
      });
      const page = pageOf(entries, wanted.limit, (entry) => entry.id);
      return { ...page, rows: page.rows.map(auditView) };
    },
  };
}
