import type { Attachment } from 'svelte/attachments';

/** What the keys of a list do; rows by their places. */
export interface FleetKeys {
  at: () => number;
  count: () => number;
  /** Rows of one view. */
  page: () => number;
  /** @param extend with the shift key: everything in between is chosen */
  move: (index: number, extend: boolean) => void;
  choose: (index: number) => void;
  open: (index: number) => void;
}

const TYPING = 'input:not([type="checkbox"]), textarea, select, [contenteditable="true"]';
const ELSEWHERE = '[role="dialog"], [role="menu"], [role="listbox"]';

/**
 * j and k from anywhere on the page; on a row the arrows, Home, End, Page Up and Page Down as well, x chooses it,
 * Enter opens it. With the shift key all rows that are passed are chosen.
 */
export const fleetKeys =
  (keys: FleetKeys): Attachment<HTMLElement> =>
  (list) => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const { target } = event;
      if (!(target instanceof HTMLElement) || target.matches(TYPING)) return;
      if (document.querySelector(ELSEWHERE) !== null || keys.count() === 0) return;
      const isOnRow = target.closest('[data-index]') !== null && list.contains(target);
      const at = keys.at();
      const index = placeAfter(event.key, { at, isOnRow, count: keys.count(), page: keys.page() });
      if (index !== undefined) {
        event.preventDefault();
        keys.move(index, event.shiftKey && isOnRow);
      } else if (isOnRow && (event.key === 'x' || event.key === ' ')) {
        event.preventDefault();
        keys.choose(at);
      } else if (isOnRow && event.key === 'Enter') {
        event.preventDefault();
        keys.open(at);
      }
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  };

/** @returns undefined for a key that leads nowhere */
export function placeAfter(
  key: string,
  { at, isOnRow, count, page }: { at: number; isOnRow: boolean; count: number; page: number },
): number | undefined {
  const within = (index: number) => Math.min(count - 1, Math.max(0, index));
  switch (key.length === 1 ? key.toLowerCase() : key) {
    case 'j':
      return within(isOnRow ? at + 1 : at);
    case 'k':
      return within(isOnRow ? at - 1 : at);
  }
  if (!isOnRow) return undefined;
  switch (key) {
    case 'ArrowDown':
      return within(at + 1);
    case 'ArrowUp':
      return within(at - 1);
    case 'PageDown':
      return within(at + page);
    case 'PageUp':
      return within(at - page);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
