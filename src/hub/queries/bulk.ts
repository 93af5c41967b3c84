import { verbForBulk, whySkipped } from '#domain/fleet/bulk.ts';
import { Refusal } from '#protocol/errors.ts';
import { LIMITS } from '#protocol/limits.ts';
import { parse } from '#protocol/parse.ts';
import { PreviewBulk } from '#protocol/requests.ts';
import { permit } from '../actor.ts';
import { meantComputers } from '../bulk/targets.ts';
import type { FleetRecord } from '../fleet/fleet-record.ts';
import type { HubContext } from '../hub-context.ts';
import type { BulkQueries } from '../hub/bulk.ts';

/** Names of those that are left out, for each reason. */
const SKIPPED_NAMED = 20;

export function bulkQueries(context: HubContext): BulkQueries {
  return {
    async previewBulk(actor, input) {
      const { work, ...targets } = parse(PreviewBulk, input);
      permit(actor, verbForBulk(work, 1));
      const { records, gone } = await meantComputers(context, targets);
      const total = records.length + gone;
      permit(actor, verbForBulk(work, total));
      const judged = records.map((record) => ({ record, reason: whySkipped(work, record) }));
      const affected = judged.filter(({ reason }) => reason === undefined);
      const skipped = Map.groupBy(
        judged.flatMap(({ record, reason }) => (reason === undefined ? [] : [{ record, reason }])),
        ({ reason }) => reason,
      );
      return {
        total,
        affected: affected.length,
        names: named(affected, LIMITS.bulkNames),
        skipped: [
          ...[...skipped]
            .sort(([, one], [, other]) => other.length - one.length)
            .map(([reason, left]) => ({
              reason,
              computers: left.length,
              names: named(left, SKIPPED_NAMED),
            })),
          ...(gone === 0 ? [] : [{ reason: 'gone' as const, computers: gone, names: [] }]),
        ],
      };
    },

    async bulk(actor, id) {
      permit(actor, 'read');
      const run = context.bulk.get(id);
      if (run === undefined) throw new Refusal('notFound');
      return run.view();
    },

    async bulks(actor) {
      permit(actor, 'read');
      return context.bulk.of(actor).map((run) => run.view());
    },
  };
}

const named = (judged: readonly { record: FleetRecord }[], most: number) =>
  judged.slice(0, most).map(({ record: { id, name } }) => ({ id, name }));
