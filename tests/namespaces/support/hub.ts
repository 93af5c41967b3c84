import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { systemClock } from '#hub/clock.ts';
import {
  startProcess,
  temporaryFolder,
  type HubProcess,
  type TestProcess,
} from '#tests/support/processes.ts';
import { ADMIN_PASSWORD } from '#tests/support/test-hub.ts';
import { AHEAD, CLOCK_SOCKET, HTTP_SOCKET } from './sockets.ts';
import type { Host } from './network.ts';

const PORT = 4680;

/** A hub that runs in a namespace, on its embedded store. `address`: where this process reaches it. */
export interface NamespacedHub extends HubProcess {
  /** Where computers reach it. */
  url: string;
  /** By the hub's clock. */
  now(): Date;
  /** Puts the hub's clock ahead, also that of later starts: whatever becomes due by that happens at once. */
  putAhead(milliseconds: number): Promise<void>;
}

export async function prepareHub(host: Host, settings: Record<string, string> = {}): Promise<NamespacedHub> {
  const folder = await temporaryFolder('namespaced-hub');
  const entrance = await openEntrance(join(folder.path, HTTP_SOCKET));
  const environment = {
    PORT: String(PORT),
    HOST: '0.0.0.0',
    ALLOW_PLAIN_HTTP: 'true',
    DATA_DIR: folder.path,
    MONGODB_URI: '',
    ADMIN_PASSWORD,
    LOG_LEVEL: 'info',
    ...settings,
  };
  let running: TestProcess | undefined;
  let ahead = 0;
  return {
    address: entrance.address,
    url: `http://${host.address}:${PORT}`,
    environment,
    async start() {
      running = startProcess('tests/namespaces/support/hub-program.ts', {
        environment: { ...environment, [AHEAD]: String(ahead) },
        through: host.inside,
      });
      await running.prints(/the hub is ready/);
      return running;
    },
    now: () => new Date(systemClock.now().getTime() + ahead),
    async putAhead(milliseconds) {
      ahead += milliseconds;
      const socket = connect(join(folder.path, CLOCK_SOCKET));
      socket.write(`${milliseconds}\n`);
      await text(socket);
    },
    async dispose() {
      await running?.end('SIGTERM');
      await entrance.close();
      await folder.dispose();
    },
  };
}

/** A port of this process's own loopback that leads to the hub. */
async function openEntrance(socketPath: string): Promise<{ address: string; close(): Promise<void> }> {
  const server = createServer((near) => {
    const far = connect(socketPath);
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  return {
    address: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
