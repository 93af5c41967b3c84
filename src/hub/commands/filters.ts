import type { Actor, SavedFilter } from '#domain/entities.ts';
import { may } from '#domain/permission.ts';
import type { AuditVerb } from '#protocol/audit.ts';
import { Refusal } from '#protocol/errors.ts';
import { LIMITS } from '#protocol/limits.ts';
import { parse } from '#protocol/parse.ts';
import { CreateFilter, DeleteFilter, EditFilter } from '#protocol/requests.ts';
import { audit, permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { FilterCommands } from '../hub/filters.ts';
import { ownerOf, savedFilterView } from '../views/saved-filter-view.ts';

export function filterCommands(context: HubContext): FilterCommands {
  const { store, clock } = context;
  return {
    async createFilter(actor, input) {
      const { sort, columns, ...fields } = parse(CreateFilter, input);
      permit(actor, fields.shared ? 'filter.share' : 'filter.write');
      const owner = ownerOf(actor);
      if ((await store.savedFilters.countOf(owner)) >= LIMITS.filtersPerOwner) {
        throw new Refusal('tooLarge', { detail: `You may have ${LIMITS.filtersPerOwner} filters.` });
      }
      const made = await store.savedFilters.insert({
        id: store.newId(),
        ...fields,
        ...(sort === undefined ? {} : { sort }),
        ...(columns === undefined ? {} : { columns }),
        owner,
        ownerName: actor.name,
        changedAt: clock.now(),
      });
      await note(context, actor, { verb: 'filter.create', filter: made });
      return savedFilterView(made, actor);
    },

    async editFilter(actor, input) {
      const { filterId, revision, ...wanted } = parse(EditFilter, input);
      const filter = await changeable(context, actor, filterId);
      if (revision !== undefined && revision !== filter.revision) throw new Refusal('changedMeanwhile');
      if (wanted.shared === true && !filter.shared) permit(actor, 'filter.share');
      const { sort, columns, ...kept } = filter;
      const changed = await store.savedFilters.change({
        ...kept,
        name: wanted.name ?? filter.name,
        filter: wanted.filter ?? filter.filter,
        shared: wanted.shared ?? filter.shared,
        ...chosen('sort', wanted.sort, sort),
        ...chosen('columns', wanted.columns, columns),
        changedAt: clock.now(),
      });
      if (changed === undefined) throw new Refusal('changedMeanwhile');
      await note(context, actor, { verb: 'filter.edit', filter: changed });
      return savedFilterView(changed, actor);
    },

    async deleteFilter(actor, input) {
      const { filterId } = parse(DeleteFilter, input);
      const filter = await changeable(context, actor, filterId);
      if (!(await store.savedFilters.remove(filterId))) throw new Refusal('notFound');
      await note(context, actor, { verb: 'filter.delete', filter });
    },
  };
}

/** What is wanted, else what was there; `null`: nothing any more. */
function chosen<Key extends string, Value>(
  key: Key,
  wanted: Value | null | undefined,
  before: Value | undefined,
): Partial<Record<Key, Value>> {
  const value = wanted === undefined ? before : (wanted ?? undefined);
  const field: Partial<Record<Key, Value>> = {};
  if (value !== undefined) field[key] = value;
  return field;
}

/** One's own, or one that is shared. @throws Refusal `notFound` also for somebody else's private one, `forbidden` */
async function changeable({ store }: HubContext, actor: Actor, id: string): Promise<SavedFilter> {
  permit(actor, 'filter.write');
  const filter = await store.savedFilters.get(id);
  const isOwn = filter?.owner === ownerOf(actor);
  if (filter === undefined || (!isOwn && !filter.shared)) throw new Refusal('notFound');
  if (!isOwn && !may(actor.role, 'filter.share')) permit(actor, 'filter.share');
  return filter;
}

async function note(
  context: HubContext,
  actor: Actor,
  { verb, filter }: { verb: AuditVerb; filter: SavedFilter },
): Promise<void> {
  const { id, name, shared } = filter;
  const detail = `${shared ? 'shared' : 'private'}: ${filter.filter}`.slice(0, LIMITS.notesLength);
  await audit(context, actor, { verb, subject: { kind: 'filter', id, name }, detail });
}
