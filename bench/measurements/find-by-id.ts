import type { Measurement } from '../measurement.ts';
import { pick } from '../scenery.ts';

export const findById: Measurement = {
  name: 'find by id',
  prepare: ({ store }, { jobs }) => ({
    run: async ({ turn }) => {
      const { id } = pick(jobs, turn);
      if ((await store.jobs.get(id)) === undefined) throw new Error(`Job ${id} was not found.`);
    },
  }),
};
