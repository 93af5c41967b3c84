import { z } from 'zod';
import { sortWordOf } from './sort-word.ts';

/** By what a list of package families can be sorted. */
export const FamilySortField = z.enum(['name', 'latestVersion', 'packages', 'createdAt']);
export type FamilySortField = z.infer<typeof FamilySortField>;

export const FamilySortWord = sortWordOf(FamilySortField);
export type FamilySort = z.output<typeof FamilySortWord>;
