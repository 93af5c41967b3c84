import type { Clock } from '#hub/clock.ts';
import type { Log } from '#hub/log.ts';
import { openHub, type HubParts, type OpenHub } from '#hub/open-hub.ts';
import { openStore } from '#store/open-store.ts';
import type { Config } from './config.ts';
import { embeddedDirectory, openDatabase } from './open-database.ts';
import { lastBackup, storeBytes } from '#store/embedded/index.ts';

/** An open hub, and where its memory is. */
export interface OpenHubOnStore extends OpenHub {
  databaseUri: string;
}

/**
 * Database first, then the hub upon it. Closing the hub closes the database.
 * @param parts.beside joins the database of a hub that runs already, as the command line does
 */
export async function openHubOnStore(parts: {
  config: Config;
  clock: Clock;
  log: Log;
  beside?: boolean;
  wakeNetwork?: HubParts['wakeNetwork'];
}): Promise<OpenHubOnStore> {
  const { config, clock, log } = parts;
  const database = await openDatabase(parts);
  try {
    const store = await openStore({ uri: database.uri, log });
    try {
      const open = await openHub({
        config,
        store,
        clock,
        log,
        embedded: database.embedded !== undefined,
        beside: parts.beside === true,
        ...(database.embedded === undefined ? {} : { storeFiles: filesOf(config) }),
        ...(parts.wakeNetwork === undefined ? {} : { wakeNetwork: parts.wakeNetwork }),
      });
      return {
        ...open,
        databaseUri: database.uri,
        close: () => open.close().finally(() => database.close()),
      };
    } catch (error) {
      await store.close();
      throw error;
    }
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** What only the files of the embedded store can tell. */
function filesOf(config: Config): NonNullable<HubParts['storeFiles']> {
  const directory = embeddedDirectory(config);
  return { bytes: () => storeBytes(directory), lastBackup: () => lastBackup(directory) };
}
