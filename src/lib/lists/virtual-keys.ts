import type { Attachment } from 'svelte/attachments';

const TYPING =
  'input:not([type="checkbox"]), textarea, select, [contenteditable="true"], [role="log"], [role="grid"], [role="dialog"] *';

/**
 * The keys of a list of which only the rows in view exist: j and k from everywhere on the page; from a row also the
 * arrows, a page up or down, the first and the last; x chooses the row that has the focus.
 */
export function virtualKeys(list: {
  /** How many rows there are. */
  count: () => number;
  /** The row from which j and k begin when none has the focus. */
  begin: () => number;
  rowsInView: () => number;
  focus: (index: number) => void;
  choose: (index: number, extend: boolean) => void;
}): Attachment<HTMLElement> {
  return () => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const { target } = event;
      if (!(target instanceof HTMLElement) || target.matches(TYPING) || list.count() === 0) return;
      if (document.querySelector('[role="dialog"], [role="menu"]') !== null) return;
      const row = target.closest('[role="row"]')?.querySelector<HTMLElement>('[data-row]') ?? undefined;
      const here = row === undefined ? undefined : Number(row.dataset['row']);
      if (event.key.toLowerCase() === 'x' && here !== undefined) {
        event.preventDefault();
        list.choose(here, event.shiftKey);
        return;
      }
      const next = nextRow(event.key, here, list);
      if (next === undefined) return;
      event.preventDefault();
      list.focus(Math.min(list.count() - 1, Math.max(0, next)));
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  };
}

function nextRow(
  key: string,
  here: number | undefined,
  { count, begin, rowsInView }: Pick<Parameters<typeof virtualKeys>[0], 'count' | 'begin' | 'rowsInView'>,
): number | undefined {
  if (here === undefined) return key === 'j' || key === 'k' ? begin() : undefined;
  switch (key) {
    case 'j':
    case 'ArrowDown':
      return here + 1;
    case 'k':
    case 'ArrowUp':
      return here - 1;
    case 'PageDown':
      return here + rowsInView();
    case 'PageUp':
      return here - rowsInView();
    case 'Home':
      return 0;
    case 'End':
      return count() - 1;
    default:
      return undefined;
  }
}
