import type { Group } from './case.ts';
import { aggregating, distincts, modifying } from './cases-other.ts';
import { projecting, queries, sorts } from './cases-query.ts';
import { updating } from './cases-update.ts';
import { writing } from './cases-write.ts';

/** All named cases. */
export const GROUPS: readonly Group[] = [
  queries,
  sorts,
  projecting,
  updating,
  modifying,
  aggregating,
  distincts,
  writing,
];
