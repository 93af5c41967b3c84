import { z } from 'zod';
import { LIMITS } from './limits.ts';
import { sortWordOf } from './sort-word.ts';
import { ContainerState } from './views/container.ts';

/** By what a list of job containers can be sorted. */
export const ContainerSortField = z.enum(['name', 'state', 'startAt', 'priority', 'jobs', 'createdAt']);
export type ContainerSortField = z.infer<typeof ContainerSortField>;

export const ContainerSortWord = sortWordOf(ContainerSortField);
export type ContainerSort = z.output<typeof ContainerSortWord>;

/** Which job containers. What is absent does not matter. */
export interface ContainerFilter {
  /** Part of the name, any case. */
  search?: string;
  states?: readonly ContainerState[];
  /** The name of who created it, as it is written. */
  createdBy?: string;
  /** Its start date: not before … */
  startFrom?: Date;
  /** … and before. */
  startBefore?: Date;
}

/** How many containers that fit in all else are in each state; states with none are left out. */
export const ContainerStateCounts = z.partialRecord(ContainerState, z.number().int().nonnegative());
export type ContainerStateCounts = z.infer<typeof ContainerStateCounts>;

/** Names of people who have created something, at most. */
export const CREATORS_TOLD = LIMITS.pageRows;
