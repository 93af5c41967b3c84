import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The longest path that a Unix socket may have, in bytes; less on macOS. */
const LONGEST_SOCKET = process.platform === 'darwin' ? 103 : 107;

/** The file that holds everything. */
export function storeFile(directory: string): string {
  return join(directory, 'store.sqlite');
}

/** The file whose lock says that the folder is in use. */
export function lockFile(directory: string): string {
  return join(directory, 'store.lock');
}

/** Where to listen: in the data folder, or, when that path is too long for a socket, in a folder of its own under the system's temporary one. */
export function socketPath(directory: string): string {
  const path = resolve(directory, 'store.sock');
  return Buffer.byteLength(path) <= LONGEST_SOCKET
    ? path
    : join(mkdtempSync(join(tmpdir(), 'store-')), 'store.sock');
}
