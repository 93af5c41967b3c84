import type { Measurement } from '../measurement.ts';
import { bulkOutput } from './bulk-output.ts';
import { claimNextOfMany } from './claim-next.ts';
import { allPages, countByState, listOfContainers } from './container-page.ts';
import { fiftyConnections } from './fifty-connections.ts';
import { findById } from './find-by-id.ts';
import { findIndexed } from './find-indexed.ts';
import { insertOne } from './insert-one.ts';
import { updateById } from './update-by-id.ts';

/** In the order of the table. */
export const MEASUREMENTS: readonly Measurement[] = [
  insertOne,
  findById,
  findIndexed,
  updateById,
  claimNextOfMany,
  fiftyConnections,
  bulkOutput,
  allPages,
  countByState,
  listOfContainers,
];
