import type { Component } from 'svelte';
import type { LucideProps } from '@lucide/svelte';
import { text, type MessageKey } from '../messages/text.ts';

/** Colours by name; what they look like in light and dark stands in app.css. */
export type Tone =
  'quiet' | 'blue' | 'sky' | 'cyan' | 'violet' | 'green' | 'teal' | 'red' | 'amber' | 'orange' | 'mauve';

/** How a state looks and what it is called: one colour, one icon, one word, the same everywhere. */
export interface Look {
  readonly word: string;
  tone: Tone;
  icon: Component<LucideProps, object, ''>;
  /** The icon turns: something happens right now. */
  moving?: true;
}

/** A look whose word is a message: said in the viewer's language when it is shown. */
export const look = (word: MessageKey, rest: Omit<Look, 'word'>): Look => ({
  ...rest,
  get word() {
    return text(word);
  },
});
