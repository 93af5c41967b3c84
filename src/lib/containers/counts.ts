import type { ContainerView } from '#protocol/views/container.ts';
import type { JobState } from '#protocol/job.ts';
import { formatCount } from '../format/numbers.ts';
import { text } from '../messages/text.ts';
import { isTerminal } from '#domain/transitions.ts';
import { JOB_STATES, STATE_ORDER } from '../words/job-state.ts';

/** `14 jobs: 9 succeeded, 1 failed, 4 waiting` */
export function jobsInWords(container: Pick<ContainerView, 'jobs' | 'counts'>): string {
  const counts = countsInWords(container.counts);
  return text('common.countsOf', {
    jobs: container.jobs,
    counts: counts === '' ? text('common.noneYet') : counts,
  });
}

/** `9 succeeded, 1 failed, 4 waiting` */
export const countsInWords = (counts: ContainerView['counts']): string =>
  STATE_ORDER.map((state) => ({ word: JOB_STATES[state].word, count: counts[state] ?? 0 }))
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${formatCount(count)} ${word.toLowerCase()}`)
    .join(', ');

/** How many jobs have ended, well or not. */
export function endedJobs(counts: ContainerView['counts']): number {
  return STATE_ORDER.reduce((sum, state) => (isTerminal(state) ? sum + (counts[state] ?? 0) : sum), 0);
}

/** @returns the state a filter in the address names, if it is one. */
export function stateFilter(word: string | null): JobState | undefined {
  return STATE_ORDER.find((state) => state === word);
}
