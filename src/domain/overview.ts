import type { ContainerFacts } from './container-list.ts';
import { activeJobs, containerState } from './container-state.ts';

/** Containers of a kind that are shown; of more, their number. */
const SHOWN = 6;

/** Some of the containers of a kind, those that are shown, in order. */
export interface SomeContainers {
  ids: string[];
  /** Of all of the kind. */
  total: number;
  /** Jobs of all of the kind that something is being done for. */
  activeJobs: number;
  /** Jobs of all of the kind that have failed. */
  failedJobs: number;
}

export type OverviewKind = 'running' | 'next' | 'paused' | 'failed';

/**
 * C6: what the overview names of all containers. @param facts In any order
 * @param times.failedSince From when on one that ended badly is still worth a look
 */
export function overviewContainers(
  facts: Iterable<ContainerFacts>,
  { now, failedSince }: { now: Date; failedSince: Date },
): Record<OverviewKind, SomeContainers> {
  const found: Record<OverviewKind, ContainerFacts[]> = { running: [], next: [], paused: [], failed: [] };
  for (const one of facts) {
    const kind = kindOf(one, now);
    if (kind !== undefined) found[kind].push(one);
    if (hasFailed(one, failedSince)) found.failed.push(one);
  }
  return {
    running: some(found.running, lastStarted),
    next: some(found.next, firstToStart),
    paused: some(found.paused, lastStarted),
    failed: some(found.failed, lastStarted),
  };
}

function kindOf(facts: ContainerFacts, now: Date): Exclude<OverviewKind, 'failed'> | undefined {
  switch (containerState(facts, now)) {
    case 'running':
      return 'running';
    case 'scheduled':
      return 'next';
    case 'paused':
      return 'paused';
    case 'failed':
    case 'cancelled':
    case 'succeeded':
      return undefined;
  }
}

/** One that has not ended is named as soon as a job of it has failed. */
const hasFailed = ({ settledAs, settledAt, counts }: ContainerFacts, since: Date): boolean =>
  settledAt === undefined ? (counts.failed ?? 0) > 0 : settledAs === 'failed' && settledAt >= since;

type Order = (one: ContainerFacts, other: ContainerFacts) => number;

const firstToStart: Order = (one, other) =>
  one.startAt.getTime() - other.startAt.getTime() || (one.id < other.id ? -1 : 1);
const lastStarted: Order = (one, other) => firstToStart(other, one);

const some = (all: ContainerFacts[], order: Order): SomeContainers => ({
  ids: all
    .sort(order)
    .slice(0, SHOWN)
    .map(({ id }) => id),
  total: all.length,
  activeJobs: all.reduce((sum, { counts }) => sum + activeJobs(counts), 0),
  failedJobs: all.reduce((sum, { counts }) => sum + (counts.failed ?? 0), 0),
});
