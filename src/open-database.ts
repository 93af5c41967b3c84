import { join } from 'node:path';
import type { Log } from '#hub/log.ts';
import { findRunningStore, startEmbeddedStore, type EmbeddedStore } from '#store/embedded/index.ts';
import type { Config } from './config.ts';

/** The database of the product, where the URI names none. */
const DATABASE = 'reveille';

/** Where the hub's memory is, and who brought it up. */
export interface OpenDatabase {
  uri: string;
  /** Present when this very process runs the embedded store. */
  embedded?: EmbeddedStore;
  close(): Promise<void>;
}

export const embeddedDirectory = (config: Pick<Config, 'DATA_DIR'>) => join(config.DATA_DIR, 'store');

/**
 * MongoDB where a URI names one, otherwise the embedded store in the data folder.
 * @param parts.beside joins the store of a hub that runs on the same folder, instead of being refused by it
 * @throws Error in one sentence, when another hub uses the folder
 */
export async function openDatabase(parts: {
  config: Config;
  log: Log;
  beside?: boolean;
}): Promise<OpenDatabase> {
  const { config, log, beside = false } = parts;
  if (config.MONGODB_URI !== undefined) return { uri: config.MONGODB_URI, close: () => Promise.resolve() };
  const directory = embeddedDirectory(config);
  const running = beside ? await findRunningStore(directory, DATABASE) : undefined;
  if (running !== undefined) return { uri: running, close: () => Promise.resolve() };
  const embedded = await startEmbeddedStore({ directory, database: DATABASE, log: (line) => log.warn(line) });
  return { uri: embedded.uri, embedded, close: () => embedded.stop() };
}
