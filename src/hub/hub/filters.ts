import type { Actor } from '#domain/entities.ts';
import type { SavedFilterView } from '#protocol/views/saved-filter.ts';
import type { Input } from '../hub.ts';

/** Filters of the list of computers that have a name. */
export interface FilterCommands {
  /** Refusals: `nameTaken` among one's own, `tooLarge` for too many, `forbidden` to share for all but operators. */
  createFilter(actor: Actor, input: Input<'CreateFilter'>): Promise<SavedFilterView>;
  /** One's own; one that is shared also an operator's. Refusals: as for creating, `changedMeanwhile`. */
  editFilter(actor: Actor, input: Input<'EditFilter'>): Promise<SavedFilterView>;
  deleteFilter(actor: Actor, input: Input<'DeleteFilter'>): Promise<void>;
}

export interface FilterQueries {
  /** One's own and those that are shared, by name. */
  filters(actor: Actor): Promise<SavedFilterView[]>;
}
