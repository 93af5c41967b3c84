import type { ComputerContents } from '#domain/entities.ts';

/** What computers hold of the hub's content, as their agents told last. */
export interface HeldContentsStore {
  /** Takes the place of what was known of this computer. */
  put(contents: ComputerContents): Promise<void>;
  /** Of these computers; those of which nothing is known are left out. */
  ofComputers(computerIds: string[]): Promise<Map<string, ComputerContents>>;
}
