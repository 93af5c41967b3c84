import type { Wake } from '../entities.ts';

/** W6: what a wake is for. A computer is woken at most once at a time for each. */
export const causeOf = ({ containerId }: Pick<Wake, 'containerId'>): string => containerId ?? 'hand';

/** W6: the youngest wake of a computer sets the rhythm of all. */
export const rhythmSince = (wakes: readonly Pick<Wake, 'startedAt'>[]): Date =>
  wakes.reduce((latest, { startedAt }) => (startedAt > latest ? startedAt : latest), new Date(0));

/**
 * W2: whether a sweep of a container passes a computer by: it has been woken for it since its start, and since a person
 * has retried its jobs. A wake that was stopped, by a pause say, is made up for.
 */
export function isSweptAlready(
  earlier: readonly Pick<Wake, 'state' | 'startedAt'>[],
  container: { startAt: Date },
  retriedAt = container.startAt,
): boolean {
  const since = retriedAt > container.startAt ? retriedAt : container.startAt;
  return earlier.some(({ state, startedAt }) => state !== 'stopped' && startedAt >= since);
}

/** W2: when a person has last retried one of these jobs; undefined: never. */
export const retriedLast = (jobs: readonly { retriedAt?: Date }[]): Date | undefined =>
  jobs.reduce<Date | undefined>(
    (last, { retriedAt }) =>
      retriedAt !== undefined && (last === undefined || retriedAt > last) ? retriedAt : last,
    undefined,
  );
