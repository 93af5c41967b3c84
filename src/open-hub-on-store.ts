import type { Clock } from '#hub/clock.ts';
import type { Log } from '#hub/log.ts';
import { openHub, type OpenHub } from '#hub/open-hub.ts';
import { openStore } from '#store/open-store.ts';
import type { Config } from './config.ts';
import { openDatabase } from './open-database.ts';

/**
 * Database first, then the hub upon it. Closing the hub closes the database.
 * @param parts.beside joins the database of a hub that runs already, as the command line does
 */
export async function openHubOnStore(parts: {
  config: Config;
  clock: Clock;
  log: Log;
  beside?: boolean;
}): Promise<OpenHub> {
  const { config, clock, log } = parts;
  const database = await openDatabase(parts);
  try {
    const store = await openStore({ uri: database.uri, log });
    try {
      const open = await openHub({ config, store, clock, log, embedded: database.embedded !== undefined });
      return { ...open, close: () => open.close().finally(() => database.close()) };
    } catch (error) {
      await store.close();
      throw error;
    }
  } catch (error) {
    await database.close();
    throw error;
  }
}
