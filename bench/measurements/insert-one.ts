import { aJob } from '#tests/support/builders.ts';
import type { Measurement } from '../measurement.ts';
import { PROCEDURE } from '../scenery.ts';

/** A job: the document with the most indexes. */
export const insertOne: Measurement = {
  name: 'insert one',
  prepare: ({ store }) => ({ run: () => store.jobs.insertMany([aJob({ procedure: PROCEDURE })]) }),
};
