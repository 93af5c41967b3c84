import { chmodSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { Engine } from './engine.ts';
import { storeFile } from './location.ts';
import { lockDirectory } from './lock.ts';
import type { FromWorker, WorkerOptions } from './worker-messages.ts';
import { serve } from './wire/connection.ts';

/** The store's thread: takes the folder's lock, opens the file, listens on the socket. */

/** Clients at once; each holds at most one message of 48 MB. */
const MAX_CONNECTIONS = 1_000;

const port = parentPort;
if (port === null) throw new Error('embedded store: this file runs as a worker thread');
const options: WorkerOptions = workerData;
const send = (message: FromWorker): void => port.postMessage(message);

try {
  run();
} catch (error) {
  send({ kind: 'refused', reason: error instanceof Error ? error.message : String(error) });
}

function run(): void {
  const { directory, socket: path } = options;
  const lock = lockDirectory(directory);
  const log = (text: string): void => send({ kind: 'log', text });
  const engine = new Engine({ ...options, file: storeFile(directory), log });
  // Only the holder of the lock may take the socket's place: what is left there is of a hub that died.
  rmSync(path, { force: true });
  const server = createServer((socket) => serve(socket, engine.answer));
  server.maxConnections = MAX_CONNECTIONS;
  server.on('error', (error) => send({ kind: 'refused', reason: `embedded store: ${error.message}` }));
  server.listen(path, () => {
    chmodSync(path, 0o600);
    send({ kind: 'ready' });
  });
  port?.once('message', () => {
    server.close();
    engine.close();
    rmSync(path, { force: true });
    lock.close();
    process.exit(0);
  });
}
