import { rmSync } from 'node:fs';
import { createServer, connect, type Server } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createLog } from '#hub/log.ts';
import { readConfig } from '#config.ts';
import { Releases } from '#releases.ts';
import { serve } from '#serve.ts';
import { forwardClock } from './clock.ts';
import { AHEAD, CLOCK_SOCKET, HTTP_SOCKET } from './sockets.ts';

/**
 * A program that runs inside a namespace: the hub, put together as `src/server.ts` does it, without console pages.
 * Sockets in its data folder, which no namespace hides, let a test in: one to its HTTP port, and one to its clock,
 * which takes lines with the milliseconds to be put ahead.
 */
const DEADLINE_MILLISECONDS = 1_000;

const config = readConfig(process.env);
const clock = forwardClock(Number(process.env[AHEAD] ?? 0));
const releases = new Releases((name, problem) => console.error(`${name}: ${problem}`));
process.on('SIGTERM', () => void releases.releaseAll().then(() => process.exit(0)));

async function listen(name: string, server: Server): Promise<void> {
  const path = join(config.DATA_DIR, name);
  // One that was killed has left its own behind.
  rmSync(path, { force: true });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  releases.push(name, DEADLINE_MILLISECONDS, () => void server.close());
}

await listen(
  HTTP_SOCKET,
  createServer((near) => {
    const far = connect(config.PORT, '127.0.0.1');
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
  }),
);
await listen(
  CLOCK_SOCKET,
  createServer((socket) => {
    createInterface(socket).on('line', (line) => {
      clock.putAhead(Number(line));
      socket.end('done\n');
    });
  }),
);
await serve({
  config,
  clock,
  log: createLog({ level: config.LOG_LEVEL, pretty: false }),
  releases,
  workers: true,
  openConsole: () =>
    Promise.resolve({
      handle: (_request, response) => response.writeHead(404).end(),
      close: () => Promise.resolve(),
    }),
});
