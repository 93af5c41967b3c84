import type { Attachment } from 'svelte/attachments';

/** Marks what takes the focus in a row; the row's link or button. */
const ROW = '[data-row]';
const TYPING =
  'input:not([type="checkbox"]), textarea, select, [contenteditable="true"], [role="log"], [role="dialog"] *';

/**
 * j and k, and the arrow keys while a row has the focus, go through the rows of a list; x chooses the row that has
 * it (its checkbox), Enter is the link's own. Rows mark what takes the focus with `data-row`.
 */
export function listKeys(): Attachment<HTMLElement> {
  return (list) => {
    const move = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const { target } = event;
      if (
        !(target instanceof HTMLElement) ||
        target.matches(TYPING) ||
        document.querySelector('[role="dialog"]')
      )
        return;
      const rows = [...list.querySelectorAll<HTMLElement>(ROW)];
      const here = rows.findIndex(
        (row) => row.contains(document.activeElement) || isBeside(row, document.activeElement),
      );
      const arrows = here >= 0 && target.closest('[role="menu"]') === null;
      const step =
        event.key === 'j' || (arrows && event.key === 'ArrowDown')
          ? 1
          : event.key === 'k' || (arrows && event.key === 'ArrowUp')
            ? -1
            : 0;
      if (step !== 0 && rows.length > 0) {
        event.preventDefault();
        const next = rows[Math.min(rows.length - 1, Math.max(0, here < 0 ? 0 : here + step))];
        next?.focus({ preventScroll: true });
        next?.scrollIntoView({ block: 'nearest' });
      } else if (event.key === 'x' && here >= 0) {
        event.preventDefault();
        rows[here]
          ?.closest('tr, [role="row"], li')
          ?.querySelector<HTMLInputElement>('input[type="checkbox"]')
          ?.click();
      }
    };
    window.addEventListener('keydown', move);
    return () => window.removeEventListener('keydown', move);
  };
}

/** Whether an element stands in the same row. */
const isBeside = (row: HTMLElement, element: Element | null): boolean =>
  element !== null &&
  element !== document.body &&
  row.closest('tr, [role="row"], li')?.contains(element) === true;
