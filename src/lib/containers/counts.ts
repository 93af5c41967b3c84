import type { ContainerView } from '#protocol/views/container.ts';
import type { JobState } from '#protocol/job.ts';
import { counted, formatCount } from '../format/bytes.ts';
import { isTerminal } from '#domain/transitions.ts';
import { JOB_STATES, STATE_ORDER } from '../words/job-state.ts';

/** `14 jobs: 9 succeeded, 1 failed, 4 waiting` */
export function jobsInWords(container: Pick<ContainerView, 'jobs' | 'counts'>): string {
  const parts = STATE_ORDER.map((state) => ({
    word: JOB_STATES[state].word,
    count: container.counts[state] ?? 0,
  }))
    .filter((part) => part.count > 0)
    .map((part) => `${formatCount(part.count)} ${part.word.toLowerCase()}`);
  return `${counted(container.jobs, 'job')}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`;
}

/** How many jobs have ended, well or not. */
export function endedJobs(counts: ContainerView['counts']): number {
  return STATE_ORDER.reduce((sum, state) => (isTerminal(state) ? sum + (counts[state] ?? 0) : sum), 0);
}

/** @returns the state a filter in the address names, if it is one. */
export function stateFilter(word: string | null): JobState | undefined {
  return STATE_ORDER.find((state) => state === word);
}
