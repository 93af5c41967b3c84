import type { Actor } from '#domain/entities.ts';
import type { ContainerFilter, ContainerSort, ContainerStateCounts } from '#protocol/container-list.ts';
import type { ContainerView } from '#protocol/views/container.ts';
import type { Page, PageQuery } from '../hub.ts';

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

export interface ContainerQueries {
  containers(actor: Actor, query?: ContainersQuery): Promise<ContainersPage>;
  /** The names of those who have created the containers that are there, in order; 500 at most. */
  creatorsOfContainers(actor: Actor): Promise<string[]>;
}
