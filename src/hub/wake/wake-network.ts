import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { isWithinMachine } from '#domain/wake/interfaces.ts';
import type { OwnInterface } from '#domain/wake/routes.ts';
import { coerceError } from '../log.ts';

/** Where packets go. A network card looks at the content alone; 9, discard, is the port that tools expect. */
export const WAKE_PORT = 9;

export interface Datagram {
  /** The hub's own address whose interface it leaves by; absent: the routing decides. */
  from?: string;
  to: string;
  payload: Buffer;
}

/** The way of packets out of this machine. */
export interface WakeNetwork {
  /** IPv4 interfaces that lead outside, as they are now. */
  interfaces(): OwnInterface[];
  /** Never rejects. @returns for each datagram, in their order, what went wrong; undefined: it is on its way */
  send(datagrams: readonly Datagram[]): Promise<(string | undefined)[]>;
}

/** Real sockets, one for each own address that is used, closed when all is sent. */
export function udpNetwork(port = WAKE_PORT): WakeNetwork {
  return {
    interfaces: ownInterfaces,
    async send(datagrams) {
      const problems = new Map<Datagram, string>();
      const groups = Map.groupBy(datagrams, (one) => one.from);
      await Promise.all(
        [...groups].map(async ([from, group]) => {
          const failed = await sendFrom(from, { datagrams: group, port });
          for (const [datagram, problem] of failed) problems.set(datagram, problem);
        }),
      );
      return datagrams.map((one) => problems.get(one));
    },
  };
}

async function sendFrom(
  from: string | undefined,
  { datagrams, port }: { datagrams: Datagram[]; port: number },
): Promise<Map<Datagram, string>> {
  const problems = new Map<Datagram, string>();
  const socket = createSocket('udp4');
  try {
    socket.bind({ address: from ?? '0.0.0.0', port: 0, exclusive: true });
    await once(socket, 'listening');
    // What fails is told where it was sent; nothing may be thrown at nobody.
    socket.on('error', () => undefined);
    socket.setBroadcast(true);
    await Promise.all(
      datagrams.map(async (one) => {
        const problem = await sendOne(socket, one, port);
        if (problem !== undefined) problems.set(one, problem);
      }),
    );
  } catch (error) {
    for (const one of datagrams) problems.set(one, coerceError(error).message);
  } finally {
    socket.close();
  }
  return problems;
}

function sendOne(socket: Socket, { payload, to }: Datagram, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    socket.send(payload, port, to, (error) => resolve(error === null ? undefined : error.message));
  });
}

function ownInterfaces(): OwnInterface[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    isWithinMachine(name)
      ? []
      : addresses
          .filter(({ internal, family }) => !internal && family === 'IPv4')
          .map(({ address, netmask }) => ({ name, address, netmask })),
  );
}
