import type { Component } from 'svelte';
import type { LucideProps } from '@lucide/svelte';

/** Colours by name; what they look like in light and dark stands in app.css. */
export type Tone =
  'quiet' | 'blue' | 'sky' | 'cyan' | 'violet' | 'green' | 'teal' | 'red' | 'amber' | 'orange' | 'mauve';

/** How a state looks and what it is called: one colour, one icon, one word, the same everywhere. */
export interface Look {
  word: string;
  tone: Tone;
  icon: Component<LucideProps, object, ''>;
  /** The icon turns: something happens right now. */
  moving?: true;
}
