import { hasEnded } from '#domain/end-date.ts';
import type { Verb } from '#domain/permission.ts';
import type { ContainerView } from '#protocol/views/container.ts';
import { text } from '../messages/text.ts';
import { endedJobs } from './counts.ts';
import { failedCount } from './retry.ts';

/** What can be done with whole containers, several at once. Each is an action of the container's own page. */
export const DEEDS = ['pause', 'resume', 'retry', 'cancel'] as const;
export type Deed = (typeof DEEDS)[number];

export const VERBS: Record<Deed, Verb> = {
  pause: 'deployment.pause',
  resume: 'deployment.pause',
  retry: 'deployment.retry',
  cancel: 'deployment.cancel',
};

type Facts = Pick<ContainerView, 'paused' | 'jobs' | 'counts' | 'endAt'>;

export const pendingOf = ({ jobs, counts }: Pick<Facts, 'jobs' | 'counts'>): number =>
  jobs - endedJobs(counts);

/** Why a deed does not concern a container; undefined when it does. @param now Milliseconds. */
export function whyPassedOver(deed: Deed, container: Facts, now: number): string | undefined {
  const pending = pendingOf(container);
  switch (deed) {
    case 'pause':
      if (pending === 0) return text('containers.overNothingPending');
      return container.paused ? text('containers.overPaused') : undefined;
    case 'resume':
      if (pending === 0) return text('containers.overNothingPending');
      return container.paused ? undefined : text('containers.overNotPaused');
    case 'retry':
      if (failedCount(container.counts) === 0) return text('containers.overNothingFailed');
      return isOver(container, now) ? text('containers.endPassed') : undefined;
    case 'cancel':
      return pending === 0 ? text('containers.overNothingPending') : undefined;
  }
}

/** @param now Milliseconds. */
export const isOver = ({ endAt }: Pick<Facts, 'endAt'>, now: number): boolean =>
  endAt !== undefined && hasEnded({ endAt: new Date(endAt) }, new Date(now));
