import type { Measurement } from '../measurement.ts';
import { JobsByHand } from '../jobs-by-hand.ts';

export const updateById: Measurement = {
  name: 'update by id (compare-and-set)',
  prepare: async ({ store }) => {
    const jobs = await JobsByHand.inserted(store, 1_000);
    return { run: ({ turn }) => jobs.saveOne(turn) };
  },
};
