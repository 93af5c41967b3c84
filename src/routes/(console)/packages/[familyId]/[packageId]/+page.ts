import { askForNotes } from '$lib/ui/notes.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ data }) => {
  await askForNotes(data.entity.notes);
  return data;
};
