import { LIMITS } from '#protocol/limits.ts';
import { everyPage } from '../container-page.ts';
import type { Measurement } from '../measurement.ts';

const at = 'page at 10,000 jobs';

export const allPages: Measurement = {
  name: `${at}: all, by ${LIMITS.pageRows}`,
  prepare: ({ store }, { containerId, jobs }) => ({
    run: async () => {
      const found = await everyPage(store, containerId);
      if (found !== jobs.length) throw new Error(`${found} of ${jobs.length} jobs were found.`);
    },
  }),
};

export const countByState: Measurement = {
  name: `${at}: countByState`,
  prepare: ({ store }, { containerId }) => ({
    run: async () => {
      await store.jobs.countByState(containerId);
    },
  }),
};

export const listOfContainers: Measurement = {
  name: 'facts of 100 containers',
  prepare: ({ store }) => ({
    run: async () => {
      await store.containers.eachFacts(() => undefined);
    },
  }),
};
