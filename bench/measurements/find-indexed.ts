import { LIMITS } from '#protocol/limits.ts';
import type { Measurement } from '../measurement.ts';

/** A page of a container's jobs, from a different place each time. */
export const findIndexed: Measurement = {
  name: `indexed find: ${LIMITS.pageRows} jobs`,
  prepare: ({ store }, { containerId, jobs }) => ({
    run: async ({ turn }) => {
      const limit = LIMITS.pageRows;
      const after = (turn * 7_919) % (jobs.length - limit);
      const found = await store.jobs.ofContainer({ containerId, after, limit });
      if (found.length !== limit) throw new Error(`${found.length} jobs were found.`);
    },
  }),
};
