import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import type { Releases } from '#releases.ts';
import type { Store } from '#store/contract/store.ts';
import { startEmbeddedStore } from '#store/embedded/index.ts';
import { openStore } from '#store/open-store.ts';
import { Obstacle } from './options.ts';

/** A store that is measured. */
export interface Place {
  name: string;
  /** What it runs on, in words. */
  description: string;
  store: Store;
}

const DEADLINE_MS = 30_000;

/** The embedded store as the hub starts it, in a new folder for temporary files. */
export async function openEmbedded(releases: Releases): Promise<Place> {
  const directory = mkdtempSync(join(tmpdir(), 'reveille-bench-'));
  releases.push('the temporary folder', DEADLINE_MS, () => rmSync(directory, { recursive: true }));
  const embedded = await startEmbeddedStore({ directory, log: (line) => console.error(line) });
  releases.push('the embedded store', DEADLINE_MS, () => embedded.stop());
  const store = await openStore({ uri: embedded.uri, databaseName: 'bench' });
  releases.push('the connections to the embedded store', DEADLINE_MS, () => store.close());
  return { name: 'embedded', description: 'embedded store, default durability', store };
}

/** A database of its own on this server, dropped at the end. @throws Obstacle when the server does not answer */
export async function openMongodb(uri: string, releases: Releases): Promise<Place> {
  const databaseName = `reveille_bench_${randomBytes(6).toString('hex')}`;
  const client = new mongoose.mongo.MongoClient(uri, { serverSelectionTimeoutMS: 3_000 });
  try {
    await client.connect();
  } catch (error) {
    await client.close();
    throw new Obstacle(
      `The MongoDB in MONGODB_URI does not answer: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  releases.push('the connection to MongoDB', DEADLINE_MS, () => client.close());
  releases.push('the database in MongoDB', DEADLINE_MS, async () => {
    await client.db(databaseName).dropDatabase();
  });
  const description = await describe(client);
  const store = await openStore({ uri, databaseName });
  releases.push('the connections of the store to MongoDB', DEADLINE_MS, () => store.close());
  return { name: 'MongoDB', description, store };
}

/** The build is named because it decides: a server under an emulator is no yardstick for single calls. */
async function describe(client: mongoose.mongo.MongoClient): Promise<string> {
  const { version, buildEnvironment } = await client.db('admin').command({ buildInfo: 1 });
  const built: unknown = buildEnvironment?.target_os;
  return `MongoDB ${String(version)}${typeof built === 'string' ? `, built for ${built}` : ''}`;
}
