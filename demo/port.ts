import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { Obstacle } from './options.ts';

const HOST = '127.0.0.1';

/**
 * @param port 0 for any
 * @returns a port of the loopback interface that nobody listens on now
 * @throws Obstacle when the wanted one is taken
 */
export async function freePort(port: number): Promise<number> {
  const server = createServer();
  server.listen(port, HOST);
  try {
    await once(server, 'listening');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const what = reason === 'EADDRINUSE' ? 'is in use' : `cannot be used (${reason})`;
    throw new Obstacle(`Port ${port} ${what}. Choose another: npm run demo -- --port N`);
  }
  const { port: taken } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return taken;
}
