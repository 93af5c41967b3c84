import { createContext, untrack } from 'svelte';

/** A key, or two after one another (`g c`), that does something on this page. */
export interface Shortcut {
  keys: string;
  /** What it does, for the list that `?` shows. */
  does: string;
  run: () => void;
  /** Why it does nothing now. */
  disabledReason?: string | undefined;
  /** Only while the focus is in here. */
  within?: () => HTMLElement | undefined;
}

/** How long the second key of two may take. */
const SECOND_KEY_MILLISECONDS = 1200;
const TYPING = 'input:not([type="checkbox"]):not([type="radio"]), textarea, select, [contenteditable="true"]';

/** What has the keys for itself. One that is closed and still fades away has given the focus back. */
const IN_FRONT = '[role="dialog"]:not([data-state="closed"]), [role="menu"]:not([data-state="closed"])';

const PRESSES: ReadonlySet<string> = new Set(['Space', 'Enter']);
const PRESSED = 'button, a, summary, input, [role="button"], [role="grid"]';

/** The shortcuts of the page that is shown, and those of all pages. Each page brings its own and takes them with it. */
export class Shortcuts {
  #all = $state.raw<readonly Shortcut[]>([]);
  #first: { key: string; at: number } | undefined;

  /** Those that were added last win. */
  get all(): readonly Shortcut[] {
    return this.#all;
  }

  /** @returns takes them away again */
  add(shortcuts: readonly Shortcut[]): () => void {
    // An effect that adds some must not run again because of them.
    this.#all = [...shortcuts, ...untrack(() => this.#all)];
    return () => (this.#all = untrack(() => this.#all).filter((one) => !shortcuts.includes(one)));
  }

  /** @param now Milliseconds. @returns the shortcut whose last key this was */
  pressed(event: KeyboardEvent, now: number): Shortcut | undefined {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return undefined;
    if (event.target instanceof HTMLElement && event.target.matches(TYPING)) return undefined;
    if (document.querySelector(IN_FRONT) !== null) return undefined;
    const before =
      this.#first !== undefined && now - this.#first.at < SECOND_KEY_MILLISECONDS ? this.#first.key : '';
    this.#first = undefined;
    const key = event.key === ' ' ? 'Space' : event.key;
    // What the key does by itself: press a button, follow a link.
    if (PRESSES.has(key) && event.target instanceof HTMLElement && event.target.closest(PRESSED) !== null)
      return undefined;
    const pair = `${before} ${key}`;
    const found = this.#all.find(
      ({ keys, within }) =>
        ((before !== '' && keys === pair) || keys === key) &&
        (within === undefined || (event.target instanceof Node && within()?.contains(event.target) === true)),
    );
    if (found === undefined && this.#all.some(({ keys }) => keys.startsWith(`${key} `)))
      this.#first = { key, at: now };
    return found;
  }
}

export const [useShortcuts, provideShortcuts] = createContext<Shortcuts>();
