import { goto } from '$app/navigation';
import { page } from '$app/state';
import { withParameters } from './address.ts';
import { destination } from './destination.ts';

/** Writes a search into the page's address. The first letter makes an entry of the history, the others replace it. */
export function searchInAddress(words: string): void {
  void goto(withParameters(destination(), { search: words, cursor: undefined, from: undefined }), {
    keepFocus: true,
    noScroll: true,
    // Of an entry that is still on its way there is nothing to replace.
    replaceState: page.url.searchParams.has('search'),
  });
}
