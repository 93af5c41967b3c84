import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';

/** Tells other processes of the same account where a running store listens. */
const addressFile = (directory: string) => join(directory, 'store.address');

export function storeUri(socket: string, database = ''): string {
  return `mongodb://${encodeURIComponent(socket)}/${database}?directConnection=true&retryWrites=false`;
}

export function publishAddress(directory: string, socket: string): void {
  writeFileSync(addressFile(directory), socket, { mode: 0o600 });
}

export function withdrawAddress(directory: string): void {
  rmSync(addressFile(directory), { force: true });
}

/**
 * The store that another process runs in this folder.
 * @returns its URI, undefined when none answers there
 */
export async function findRunningStore(directory: string, database?: string): Promise<string | undefined> {
  const socket = readAddress(resolve(directory));
  if (socket === undefined) return undefined;
  return (await answers(socket)) ? storeUri(socket, database) : undefined;
}

function readAddress(directory: string): string | undefined {
  try {
    return readFileSync(addressFile(directory), 'utf8');
  } catch {
    return undefined;
  }
}

/** A store that was killed leaves its address behind, and a socket nobody listens on. */
function answers(socket: string): Promise<boolean> {
  return new Promise((found) => {
    const probe = connect(socket);
    probe.once('connect', () => {
      probe.destroy();
      found(true);
    });
    probe.once('error', () => found(false));
  });
}
