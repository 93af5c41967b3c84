import type { Clock } from '#hub/clock.ts';
import type { Log } from '#hub/log.ts';
import { openHub, type OpenHub } from '#hub/open-hub.ts';
import { openStore } from '#store/open-store.ts';
import type { Config } from './config.ts';

/** Database first, then the hub upon it. Closing the hub closes the database. */
export async function openHubOnStore(parts: { config: Config; clock: Clock; log: Log }): Promise<OpenHub> {
  const { config, clock, log } = parts;
  const store = await openStore({ uri: config.MONGODB_URI, log });
  try {
    return await openHub({ config, store, clock, log });
  } catch (error) {
    await store.close();
    throw error;
  }
}
