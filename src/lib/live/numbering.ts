/**
 * What a numbered message of a topic means. `next`: it follows the last one seen. `gap`: something before it is
 * missing. `old`: it was seen already, or a snapshot that was asked for later contains it.
 */
export type Position = 'next' | 'gap' | 'old';

/** @param last The last number seen; undefined while the watch has not been confirmed. */
export function positionOf(
  last: number | undefined,
  message: { previous: number; number: number },
): Position {
  if (last === undefined) return 'next';
  if (message.number <= last) return 'old';
  return message.previous === last ? 'next' : 'gap';
}
