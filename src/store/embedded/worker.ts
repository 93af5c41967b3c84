import { chmodSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { backup, DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { Engine } from './engine.ts';
import { lockFile, storeFile } from './location.ts';
import type { FromWorker, ToWorker, WorkerOptions } from './worker-messages.ts';
import { serve } from './wire/connection.ts';

/** The store's thread: takes the folder's lock, opens the file, listens on the socket. */

/** Clients at once; each holds at most one message of 48 MB. */
const MAX_CONNECTIONS = 1_000;

const port = parentPort;
if (port === null) throw new Error('embedded store: this file runs as a worker thread');
const options: WorkerOptions = workerData;
const send = (message: FromWorker): void => port.postMessage(message);

/** Held until the thread ends, however it ends: SQLite's lock on a file of its own, so that the data file can be read by a backup. */
const lock = takeLock(lockFile(options.directory));
if (lock === undefined) {
  send({ kind: 'refused', reason: `embedded store: ${options.directory} is in use by another hub` });
} else {
  run(lock);
}

function takeLock(file: string): DatabaseSync | undefined {
  const handle = new DatabaseSync(file, { timeout: 0 });
  try {
    handle.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return handle;
  } catch {
    handle.close();
    return undefined;
  }
}

function run(held: DatabaseSync): void {
  const engine = new Engine({
    file: storeFile(options.directory),
    log: (text) => send({ kind: 'log', text }),
    ...options,
  });
  // Only the holder of the lock may take the socket's place: what is left there is of a hub that died.
  rmSync(options.socket, { force: true });
  const server = createServer((socket) => serve(socket, engine.answer));
  server.maxConnections = MAX_CONNECTIONS;
  server.on('error', (error) => send({ kind: 'refused', reason: `embedded store: ${error.message}` }));
  server.listen(options.socket, () => {
    chmodSync(options.socket, 0o600);
    send({ kind: 'ready' });
  });
  port?.on('message', (message: ToWorker) => {
    switch (message.kind) {
      case 'backup':
        return void copyTo(message);
      case 'stop':
        server.close();
        engine.close();
        rmSync(options.socket, { force: true });
        held.close();
        send({ kind: 'stopped' });
        return process.exit(0);
    }
  });
}

/** One step of SQLite's backup from a second connection: a consistent picture, and writers do not wait for it. */
async function copyTo({ id, file }: Extract<ToWorker, { kind: 'backup' }>): Promise<void> {
  try {
    const source = new DatabaseSync(storeFile(options.directory), { readOnly: true });
    try {
      await backup(source, file, { rate: 1_000_000_000 });
    } finally {
      source.close();
    }
    send({ kind: 'backedUp', id });
  } catch (error) {
    send({ kind: 'backedUp', id, reason: error instanceof Error ? error.message : String(error) });
  }
}
