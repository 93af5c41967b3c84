import { createConnection, type Connection } from 'mongoose';
import { watchHeartbeats } from './heartbeat-watch.ts';

/** What the store tells its operator. A pino logger fits. */
export interface StoreLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** Used when neither the caller nor the URI names a database. */
const DEFAULT_DATABASE = 'reveille';
const CLOSE_DEADLINE_MS = 5_000;

/** The database that a URI names after its hosts. */
const databaseIn = (uri: string) => /^mongodb(?:\+srv)?:\/\/[^/]*\/([^?]+)/.exec(uri)?.[1];

/**
 * Connects, on a connection of its own: never mongoose's global one, which other code could share by accident.
 * @throws what the driver throws, when there is no primary within 3 seconds
 */
export async function connect(options: {
  uri: string;
  databaseName?: string;
  log?: StoreLog;
}): Promise<Connection> {
  const { uri, log } = options;
  const databaseName = options.databaseName ?? databaseIn(uri) ?? DEFAULT_DATABASE;
  const connection = createConnection(uri, {
    dbName: databaseName,
    appName: 'reveille',
    autoIndex: false,
    autoCreate: false,
    // A command while the database is away must fail at once, not wait in memory for its return.
    bufferCommands: false,
    serverSelectionTimeoutMS: 3_000,
    // A server that is silent without closing its sockets: noticed by the heartbeat, at the latest by the socket.
    connectTimeoutMS: 5_000,
    socketTimeoutMS: 30_000,
    maxPoolSize: 50,
    waitQueueTimeoutMS: 30_000,
    // An optional field that is undefined stays absent; null is stored nowhere.
    ignoreUndefined: true,
  });
  connection.on('error', (error: unknown) => log?.warn({ err: error }, 'the database reports an error'));
  try {
    await connection.asPromise();
  } catch (error) {
    await close(connection);
    throw error;
  }
  const endWatch = watchHeartbeats(connection.getClient(), (address) =>
    log?.warn(
      { databaseName, address },
      'the database was not asked any more whether it is there: it is now',
    ),
  );
  connection.once('close', endWatch);
  connection.on('disconnected', () => log?.warn({ databaseName }, 'the database does not answer'));
  connection.on('reconnected', () => log?.info({ databaseName }, 'the database answers again'));
  return connection;
}

/** Closes the connection; a server that does not take part is left behind after 5 seconds. */
export async function close(connection: Connection): Promise<void> {
  connection.removeAllListeners('disconnected');
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSE_DEADLINE_MS);
  });
  try {
    await Promise.race([connection.close(), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
