import { LIMITS } from '#protocol/limits.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { FilterQueries } from '../hub/filters.ts';
import { ownerOf, savedFilterView } from '../views/saved-filter-view.ts';

export const filterQueries = ({ store }: HubContext): FilterQueries => ({
  async filters(actor) {
    permit(actor, 'read');
    const visible = await store.savedFilters.visibleTo(ownerOf(actor), LIMITS.filtersShown);
    return visible.map((filter) => savedFilterView(filter, actor));
  },
});
