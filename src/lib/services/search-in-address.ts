import { goto } from '$app/navigation';

/** Writes a search into the page's address. The first letter makes an entry of the history, the others replace it. */
export function searchInAddress(url: URL, text: string): void {
  const next = new URL(url);
  const had = next.searchParams.has('search');
  if (text === '') next.searchParams.delete('search');
  else next.searchParams.set('search', text);
  next.searchParams.delete('cursor');
  next.searchParams.delete('from');
  void goto(next, { keepFocus: true, noScroll: true, replaceState: had });
}
