import type { Component } from 'svelte';
import type { LucideProps } from '@lucide/svelte';

/** One line of the palette: something to go to, or something to do. */
export interface PaletteEntry {
  id: string;
  group: string;
  name: string;
  note?: string | undefined;
  icon: Component<LucideProps, object, ''>;
  /** Keys that do the same. */
  keys?: string;
  href?: string;
  run?: () => void;
  /** The true reason why it cannot be done now. */
  disabledReason?: string | undefined;
}

const words = (text: string) => text.toLowerCase().split(/\s+/).filter(Boolean);

/**
 * The entries that fit what was typed: each of its words begins a word of the name, or stands somewhere in it. Those
 * whose name begins with it come first; otherwise they keep their order.
 */
export function fitting(entries: readonly PaletteEntry[], typed: string): PaletteEntry[] {
  const wanted = words(typed);
  if (wanted.length === 0) return [...entries];
  const fits = entries.filter(({ name }) => wanted.every((word) => name.toLowerCase().includes(word)));
  const begins = ({ name }: PaletteEntry) =>
    wanted.every((word) => words(name).some((one) => one.startsWith(word)));
  return [...fits.filter(begins), ...fits.filter((entry) => !begins(entry))];
}
