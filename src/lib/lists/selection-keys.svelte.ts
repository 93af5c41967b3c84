import { text } from '../messages/text.ts';
import { useShortcuts } from '../shell/shortcuts.svelte.ts';
import type { Selection } from './selection.svelte.ts';

/** A list in which rows can be chosen, as its keys see it. */
export interface Choosable {
  /** Ids of the rows that are shown and can be chosen. */
  shown: readonly string[];
  has: (id: string) => boolean;
  choose: (ids: readonly string[], on: boolean) => void;
  clear: () => void;
  /** All that match, on all pages; absent where there are no more than are shown. */
  everything?: { isChosen: boolean; choose: () => void } | undefined;
}

/** Marks where the deeds for what is chosen stand. */
export const DEEDS = 'data-deeds';

/**
 * The keys of what is chosen in a list: `a` takes the rows that are shown, then all that match, then none; `.` leads
 * to what can be done with them. To be called while the component of the list is made.
 */
export function selectionKeys(list: () => Choosable): void {
  const shortcuts = useShortcuts();
  $effect(() =>
    shortcuts.add([
      { keys: 'a', does: text('lists.shortcutAll'), run: () => takeMore(list()) },
      { keys: '.', does: text('lists.shortcutDeeds'), run: toDeeds },
    ]),
  );
}

/** @param total Rows that match, on all pages */
export const choosable = (
  selection: Selection,
  { shown, total }: { shown: readonly { id: string }[]; total: number },
): Choosable => ({
  shown: shown.map(({ id }) => id),
  has: (id) => selection.has(id),
  choose: (ids, on) => selection.choose(ids, on),
  clear: () => selection.clear(),
  everything:
    total > shown.length
      ? { isChosen: selection.isEverything, choose: () => selection.everything(total) }
      : undefined,
});

/** One step further: what is shown, all that match, none. */
export function takeMore({ shown, has, choose, clear, everything }: Choosable): void {
  if (everything?.isChosen === true) clear();
  else if (shown.some((id) => !has(id))) choose(shown, true);
  else if (everything !== undefined) everything.choose();
  else clear();
}

function toDeeds(): void {
  const deeds = document.querySelectorAll<HTMLElement>(`[${DEEDS}] a[href], [${DEEDS}] button`);
  // Small screens have other buttons than large ones.
  const [first] = [...deeds].filter((one) => one.checkVisibility());
  first?.focus();
}
