import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { lockFile, socketPath, storeFile } from './location.ts';
import { publishAddress, storeUri, withdrawAddress } from './running.ts';
import { Supervisor } from './supervisor.ts';

export interface EmbeddedStoreOptions {
  /** The folder of the store's files; made when it does not exist, readable by the owner alone. */
  readonly directory: string;
  /** The database named in the URI. */
  readonly database?: string;
  /** Told what an operator may want to know; one line each. */
  readonly log?: (text: string) => void;
  /** Milliseconds between two passes over the TTL indexes. Default: 60 s, as in MongoDB. */
  readonly expiryInterval?: number;
  /** Milliseconds without a request after which a cursor is closed. Default: 10 min, as in MongoDB. */
  readonly cursorIdleTime?: number;
  /** Cursors that may be open at once. Default: 1,000. */
  readonly maxCursors?: number;
}

export interface EmbeddedStore {
  /** For mongoose or the driver. */
  readonly uri: string;
  /** Ends the store; what was acknowledged is on the disk anyway. */
  stop(): Promise<void>;
  /** Calls `listener` each time the store's thread had died and runs again. */
  onRestart(listener: () => void): void;
}

/**
 * Starts a server that speaks MongoDB's protocol on a socket in `directory`, in a thread of its own.
 * @throws Error on Windows, and when another hub uses the folder
 */
export async function startEmbeddedStore(options: EmbeddedStoreOptions): Promise<EmbeddedStore> {
  if (process.platform === 'win32')
    throw new Error(
      'The embedded store runs on Linux and macOS only: on Windows set MONGODB_URI to a MongoDB server.',
    );
  const directory = resolve(options.directory);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const socket = socketPath(directory);
  // The files hold everything: they are made readable by their owner alone before anything is in them.
  for (const file of [storeFile(directory), lockFile(directory)])
    if (!existsSync(file)) writeFileSync(file, '', { mode: 0o600 });
  const supervisor = new Supervisor({
    worker: {
      directory,
      socket,
      expiryInterval: options.expiryInterval ?? 60_000,
      cursorIdleTime: options.cursorIdleTime ?? 600_000,
      maxCursors: options.maxCursors ?? 1_000,
    },
    log: options.log ?? (() => undefined),
  });
  await supervisor.start();
  publishAddress(directory, socket);
  const isElsewhere = dirname(socket) !== directory;
  return {
    uri: storeUri(socket, options.database),
    async stop() {
      withdrawAddress(directory);
      await supervisor.stop();
      if (isElsewhere) rmSync(dirname(socket), { recursive: true, force: true });
    },
    onRestart: (listener) => supervisor.onRestart(listener),
  };
}
