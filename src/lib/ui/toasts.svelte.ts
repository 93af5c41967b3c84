import { createContext } from 'svelte';
import type { Tone } from '../words/tone.ts';

export interface Toast {
  id: number;
  tone: Tone;
  text: string;
  link?: { href: string; text: string };
  /** What can still be done about it, as a rule its undoing. */
  deed?: { text: string; run: () => void };
}
/** Long enough to read two lines; errors stay until they are closed. */
const SHOWN_MILLISECONDS = 6000;
/** Long enough to see what one has done, and to think better of it. */
const UNDOABLE_MILLISECONDS = 15_000;
const AT_ONCE = 4;

/** Short messages about what was just done. */
export class Toasts {
  shown = $state.raw<readonly Toast[]>([]);
  #last = 0;

  tell(message: Omit<Toast, 'id'>): void {
    const toast = { id: (this.#last += 1), ...message };
    this.shown = [...this.shown.filter((other) => other.text !== toast.text), toast].slice(-AT_ONCE);
    if (toast.tone !== 'red') {
      const shown = toast.deed === undefined ? SHOWN_MILLISECONDS : UNDOABLE_MILLISECONDS;
      setTimeout(() => this.close(toast.id), shown);
    }
  }

  close(id: number): void {
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }
}

export const [useToasts, provideToasts] = createContext<Toasts>();
