import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import type { Store } from '#store/contract/store.ts';
import { databaseServer } from './database-server.ts';
import { openStore } from '#store/open-store.ts';

export interface TestStore {
  store: Store;
  uri: string;
  databaseName: string;
  /** Closes the store and drops its database. */
  dispose(): Promise<void>;
}

/**
 * Opens a store on a new, empty database of the server of this test run.
 */
export async function openTestStore(): Promise<TestStore> {
  const uri = databaseServer();
  const databaseName = `reveille_test_${randomBytes(6).toString('hex')}`;
  const store = await openStore({ uri, databaseName });
  const dispose = async () => {
    await store.close();
    await dropDatabase(uri, databaseName);
  };
  return { store, uri, databaseName, dispose };
}

/** Looks at a database beside the store, on a connection that ends with the action. */
export async function besideStore<Result>(
  database: { uri: string; databaseName: string },
  action: (db: mongoose.mongo.Db) => Promise<Result>,
): Promise<Result> {
  const client = new mongoose.mongo.MongoClient(database.uri, { serverSelectionTimeoutMS: 3_000 });
  try {
    return await action(client.db(database.databaseName));
  } finally {
    await client.close();
  }
}

export async function dropDatabase(uri: string, databaseName: string): Promise<void> {
  await besideStore({ uri, databaseName }, (db) => db.dropDatabase());
}
