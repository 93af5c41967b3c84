import type { Actor, SavedFilter } from '#domain/entities.ts';
import type { SavedFilterView } from '#protocol/views/saved-filter.ts';

/** By whom a filter is kept. */
export const ownerOf = ({ kind, id }: Pick<Actor, 'kind' | 'id'>) => `${kind} ${id}`;

export function savedFilterView(saved: SavedFilter, asker: Actor): SavedFilterView {
  const { id, name, filter, sort, columns, shared, owner, ownerName, changedAt, revision } = saved;
  return {
    id,
    name,
    filter,
    ...(sort === undefined ? {} : { sort }),
    ...(columns === undefined ? {} : { columns }),
    shared,
    owner: ownerName,
    own: owner === ownerOf(asker),
    changedAt: changedAt.toISOString(),
    revision,
  };
}
