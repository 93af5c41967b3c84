import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedStore } from '#store/embedded/index.ts';
import { EMBEDDED_SERVER, mongodbServer } from './database-server.ts';
import { prepareMongodb } from './prepare-mongodb.ts';

/** Before the first test: an embedded store for all of them, unless a MongoDB was asked for. @returns how it ends */
export default async function bringUpDatabase(): Promise<() => Promise<void>> {
  const mongodb = mongodbServer();
  if (mongodb !== undefined) {
    await prepareMongodb(mongodb);
    return () => Promise.resolve();
  }
  const directory = await mkdtemp(join(tmpdir(), 'reveille-store-'));
  const store = await startEmbeddedStore({ directory, log: (line) => console.warn(line) });
  process.env[EMBEDDED_SERVER] = store.uri;
  return async () => {
    await store.stop();
    await rm(directory, { recursive: true, force: true });
  };
}
