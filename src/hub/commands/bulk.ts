import { counted } from '#domain/counted.ts';
import { needsCount, verbForBulk, whySkipped } from '#domain/fleet/bulk.ts';
import { Refusal } from '#protocol/errors.ts';
import { parse } from '#protocol/parse.ts';
import { StartBulk, StopBulk, type BulkWork } from '#protocol/requests.ts';
import type { Actor } from '#domain/entities.ts';
import type { GroupName } from '#protocol/views/group.ts';
import { audit, permit } from '../actor.ts';
import { BulkRun } from '../bulk/bulk-run.ts';
import { carryOut, type SingleCommands } from '../bulk/carry-out.ts';
import { meantComputers } from '../bulk/targets.ts';
import type { HubContext } from '../hub-context.ts';
import type { BulkCommands } from '../hub/bulk.ts';

/** Names in the line of the audit log. */
const NAMED = 20;

/** What is done to many computers is what is done to one, again and again: the same commands, in the background. */
export function bulkCommands(context: HubContext, single: SingleCommands): BulkCommands {
  return {
    async startBulk(actor, input) {
      const { work, count, ...targets } = parse(StartBulk, input);
      permit(actor, verbForBulk(work, 1));
      const { records, gone } = await meantComputers(context, targets);
      const total = records.length + gone;
      permit(actor, verbForBulk(work, total));
      requireCount(work, { count, total });
      const group = await groupOf(context, work);
      const run = new BulkRun({
        id: context.store.newId(),
        actor,
        action: work.action,
        total,
        startedAt: context.clock.now(),
        ...(group === undefined ? {} : { group }),
      });
      const ids = records.map(({ id }) => id);
      if (gone > 0) run.take({ outcome: 'skipped', reason: 'gone' }, gone);
      const names = records
        .filter((record) => whySkipped(work, record) === undefined)
        .map(({ name }) => name);
      context.bulk.begin(run, async () => {
        await carryOut({ context, single, actor, work, run }, ids);
      });
      await note(context, actor, { run, work, names });
      return run.view();
    },

    async stopBulk(actor, input) {
      const { bulkId } = parse(StopBulk, input);
      const run = context.bulk.get(bulkId);
      permit(actor, 'read');
      if (run === undefined) throw new Refusal('notFound');
      permit(actor, verbForBulk(run, run.total));
      run.stop();
      return run.view();
    },
  };
}

/** Y2. @throws Refusal `invalidInput`, `changedMeanwhile` */
function requireCount(work: BulkWork, { count, total }: { count: number | undefined; total: number }): void {
  if (count === total) return;
  if (count !== undefined) {
    throw new Refusal('changedMeanwhile', {
      detail: `${total} computers are meant by now, not ${count}. Nothing was done.`,
      fields: [{ path: 'count', message: `is ${total} by now` }],
    });
  }
  if (!needsCount(work, total)) return;
  const message = `must be the number of computers: ${total}`;
  throw new Refusal('invalidInput', { detail: `count: ${message}`, fields: [{ path: 'count', message }] });
}

/** @throws Refusal `notFound` */
async function groupOf({ store }: HubContext, work: BulkWork): Promise<GroupName | undefined> {
  if (work.action !== 'joinGroup' && work.action !== 'leaveGroup') return undefined;
  const group = await store.groups.get('computers', work.groupId);
  if (group === undefined)
    throw new Refusal('notFound', { detail: 'This group does not exist, or no longer.' });
  return { id: group.id, name: group.name };
}

/** What is done to each computer stands in the log too, by the command that does it; a wake only here. */
async function note(
  context: HubContext,
  actor: Actor,
  { run, work, names }: { run: BulkRun; work: BulkWork; names: string[] },
): Promise<void> {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  await audit(context, actor, {
    verb: `computers.${work.action}`,
    subject: { kind: 'computer', name: counted(run.total, 'computer', 'computers') },
    detail: `${names.length} due: ${names.slice(0, NAMED).join(', ')}${more}`,
  });
}
