import type { Wake } from '../entities.ts';

/** W6: what a wake is for. A computer is woken at most once at a time for each. */
export const causeOf = ({ containerId }: Pick<Wake, 'containerId'>): string => containerId ?? 'hand';

/** W6: the youngest wake of a computer sets the rhythm of all. */
export const rhythmSince = (wakes: readonly Pick<Wake, 'startedAt'>[]): Date =>
  wakes.reduce((latest, { startedAt }) => (startedAt > latest ? startedAt : latest), new Date(0));

/**
 * W2: whether a sweep of a container passes a computer by: it has been woken for it since its start. A wake that was
 * stopped, by a pause say, is made up for.
 */
export function isSweptAlready(
  earlier: readonly Pick<Wake, 'state' | 'startedAt'>[],
  container: { startAt: Date },
): boolean {
  return earlier.some(({ state, startedAt }) => state !== 'stopped' && startedAt >= container.startAt);
}
