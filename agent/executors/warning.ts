import type { SystemAction } from './power-command.ts';

const DEEDS: Record<SystemAction, string> = { restart: 'restarts', shutdown: 'shuts down' };
const NOUNS: Record<SystemAction, string> = { restart: 'restart', shutdown: 'shutdown' };

/** Fills in `{action}`, `{time}` and `{reason}`. What is filled in is not looked at again. */
export function warningText(
  template: string,
  { action, seconds, reason }: { action: SystemAction; seconds: number; reason: string },
): string {
  const words: Record<string, string> = { action: DEEDS[action], time: spanText(seconds), reason };
  const filled = template.replace(/\{(action|time|reason)\}/g, (whole, word: string) => words[word] ?? whole);
  return filled.replace(/[ \t]{2,}/g, ' ').trim();
}

export const callOffText = (action: SystemAction) =>
  `The ${NOUNS[action]} of this computer was called off. You can go on with your work.`;

/** @returns a span as people say it: seconds below a minute, else its two largest units. */
export function spanText(seconds: number): string {
  if (seconds < 60) return amount(Math.round(seconds), 'second');
  const minutes = Math.round(seconds / 60);
  const parts = [
    { count: Math.floor(minutes / (24 * 60)), unit: 'day' },
    { count: Math.floor(minutes / 60) % 24, unit: 'hour' },
    { count: minutes % 60, unit: 'minute' },
  ];
  const first = parts.findIndex(({ count }) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(({ count }) => count > 0)
    .map(({ count, unit }) => amount(count, unit))
    .join(' ');
}

const amount = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`;
