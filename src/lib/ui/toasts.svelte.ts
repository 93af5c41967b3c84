import { createContext } from 'svelte';
import type { Tone } from '../words/tone.ts';

export interface Toast {
  id: number;
  tone: Tone;
  text: string;
  link?: { href: string; text: string };
}
/** Long enough to read two lines; errors stay until they are closed. */
const SHOWN_MILLISECONDS = 6000;
const AT_ONCE = 4;

/** Short messages about what was just done. */
export class Toasts {
  shown = $state.raw<readonly Toast[]>([]);
  #last = 0;

  tell(message: Omit<Toast, 'id'>): void {
    const toast = { id: (this.#last += 1), ...message };
    this.shown = [...this.shown.filter((other) => other.text !== toast.text), toast].slice(-AT_ONCE);
    if (toast.tone !== 'red') setTimeout(() => this.close(toast.id), SHOWN_MILLISECONDS);
  }

  close(id: number): void {
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }
}

export const [useToasts, provideToasts] = createContext<Toasts>();
