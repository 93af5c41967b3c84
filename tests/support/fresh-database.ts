import { randomBytes } from 'node:crypto';
import { dropDatabase } from './store.ts';

export interface FreshDatabase {
  /** With the name of a database that does not exist yet in its path. */
  uri: string;
  drop(): Promise<void>;
}

/** A database of its own on the server in `MONGODB_URI`. */
export function freshDatabase(): FreshDatabase {
  const server = process.env['MONGODB_URI'];
  if (server === undefined || server === '')
    throw new Error('MONGODB_URI is not set: these tests need a database.');
  const databaseName = `reveille_test_${randomBytes(6).toString('hex')}`;
  const uri = new URL(server);
  uri.pathname = `/${databaseName}`;
  return { uri: uri.href, drop: () => dropDatabase(server, databaseName) };
}
