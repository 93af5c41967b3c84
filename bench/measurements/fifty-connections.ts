import { aJob } from '#tests/support/builders.ts';
import { JobsByHand } from '../jobs-by-hand.ts';
import type { Measurement } from '../measurement.ts';
import { pick, PROCEDURE } from '../scenery.ts';

/** As many as the store's pool has. */
const CONNECTIONS = 50;

export const fiftyConnections: Measurement = {
  name: `${CONNECTIONS} connections: 70 % read, 20 % update, 10 % insert`,
  connections: CONNECTIONS,
  prepare: async ({ store }, { jobs }) => {
    const own = await Promise.all(Array.from({ length: CONNECTIONS }, () => JobsByHand.inserted(store, 20)));
    return {
      run: async ({ turn, connection }) => {
        const kind = turn % 10;
        if (kind < 7) await store.jobs.get(pick(jobs, turn).id);
        else if (kind < 9) await own[connection]?.saveOne(turn);
        else await store.jobs.insertMany([aJob({ procedure: PROCEDURE })]);
      },
    };
  },
};
