import type { SavedFilter } from '#domain/entities.ts';

/** Filters of the list of computers that people have given a name. */
export interface SavedFilterStore {
  /** @throws Refusal `nameTaken` by another one of the same owner */
  insert(filter: Omit<SavedFilter, 'revision'>): Promise<SavedFilter>;
  get(id: string): Promise<SavedFilter | undefined>;
  /** Those of an owner and those that are shared, by name. */
  visibleTo(owner: string, limit: number): Promise<SavedFilter[]>;
  countOf(owner: string): Promise<number>;
  /**
   * Compare-and-set. @returns undefined when it is gone or has another revision by now
   * @throws Refusal `nameTaken`
   */
  change(filter: SavedFilter): Promise<SavedFilter | undefined>;
  remove(id: string): Promise<boolean>;
  /** Private ones of an owner who is gone. */
  removePrivateOf(owner: string): Promise<void>;
}
