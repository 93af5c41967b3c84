import { askAll, Late } from './late.svelte.ts';

/** Most notes are empty, and what reads them is larger than many a page. */
export const markdown = new Late(() => import('./Markdown.svelte'));

/** For the load of a page that shows these notes: they come drawn from the server. */
export const askForNotes = (...notes: readonly string[]): Promise<void> =>
  notes.some((text) => text !== '') ? askAll([markdown]) : Promise.resolve();
