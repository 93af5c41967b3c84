import { randomBytes } from 'node:crypto';
import { dropDatabase } from './store.ts';
import { databaseServer } from './database-server.ts';

export interface FreshDatabase {
  /** With the name of a database that does not exist yet in its path. */
  uri: string;
  drop(): Promise<void>;
}

/** A database of its own on the server of this test run. */
export function freshDatabase(): FreshDatabase {
  const server = databaseServer();
  const databaseName = `reveille_test_${randomBytes(6).toString('hex')}`;
  const [, start = '', query = ''] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?(\?.*)?$/.exec(server) ?? [];
  return { uri: `${start}/${databaseName}${query}`, drop: () => dropDatabase(server, databaseName) };
}
