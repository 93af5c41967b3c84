import { CreateFilter, EditFilter } from '#protocol/requests.ts';
import { SavedFilterView } from '#protocol/views/saved-filter.ts';
import { create, get, patch, remove, rowsOf } from '../route.ts';

export const filterRoutes = [
  get(
    'filters',
    {
      summary: 'Saved filters of the list of computers: yours and those that are shared, by name',
      may: 'read',
      reply: rowsOf(SavedFilterView),
    },
    async ({ hub, actor }) => ({ rows: await hub.queries.filters(actor) }),
  ),
  create(
    'filters',
    {
      summary: 'Save a filter of the list of computers',
      may: ['filter.write', 'filter.share'],
      body: CreateFilter,
      reply: SavedFilterView,
      errors: ['nameTaken', 'tooLarge'],
    },
    ({ hub, actor, input }) => hub.commands.createFilter(actor, input),
  ),
  patch(
    'filters/:filterId',
    {
      summary: 'Change a saved filter, or share it',
      may: ['filter.write', 'filter.share'],
      body: EditFilter,
      reply: SavedFilterView,
      errors: ['nameTaken', 'changedMeanwhile'],
    },
    ({ hub, actor, input }) => hub.commands.editFilter(actor, input),
  ),
  remove(
    'filters/:filterId',
    { summary: 'Delete a saved filter', may: ['filter.write', 'filter.share'] },
    ({ hub, actor, param }) => hub.commands.deleteFilter(actor, { filterId: param('filterId') }),
  ),
];
