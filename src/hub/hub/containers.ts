import type { Actor } from '#domain/entities.ts';
import type { ContainerFilter, ContainerSort, ContainerStateCounts } from '#protocol/container-list.ts';
import type { ContainerView } from '#protocol/views/container.ts';
import type { FailedJobView, FailuresView } from '#protocol/views/failures.ts';
import type { Input, Page, PageQuery } from '../hub.ts';

/** Which containers, in which order, and which page of them: behind a cursor, or so many rows from the beginning. */
export interface ContainersQuery extends PageQuery, Omit<ContainerFilter, 'search'> {
  /** Default: the newest first. */
  sort?: ContainerSort;
  /** Rows to pass over; without a cursor. */
  from?: number;
}

export interface ContainersPage extends Page<ContainerView> {
  /** All that fit, on all pages. */
  total: number;
  /** Of those that fit in all but the state. */
  states: ContainerStateCounts;
}

/** What became of jobs of which each was to be changed. */
export interface Changed {
  changed: number;
  /** Those that it did not concern any more. */
  passedOver: number;
}

export interface ContainerCommands {
  /**
   * All that failed, those that are named, or a group of failures, and what they need. Refusals: `containerEnded` after
   * the end date, `notRetriable`.
   */
  retryJobs(actor: Actor, input: Input<'RetryJobs'>): Promise<ContainerView & Changed>;
  /** All that has not ended, or those that are named; of these, what has ended is passed over. */
  cancelContainer(actor: Actor, input: Input<'CancelContainer'>): Promise<ContainerView & Changed>;
}

export interface ContainerQueries {
  containers(actor: Actor, query?: ContainersQuery): Promise<ContainersPage>;
  /** The names of those who have created the containers that are there, in order; 500 at most. */
  creatorsOfContainers(actor: Actor): Promise<string[]>;
  /** What failed in it, what failed alike together, the most frequent first. */
  failuresOfContainer(actor: Actor, id: string): Promise<FailuresView>;
  /** The jobs of a group of failures, by sequence. Refusals: `notFound` when nobody fails like that any more. */
  jobsOfFailure(
    actor: Actor,
    failure: { containerId: string; failureId: string },
    query?: Omit<PageQuery, 'search'>,
  ): Promise<Page<FailedJobView>>;
}
