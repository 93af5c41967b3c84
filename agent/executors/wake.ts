import { createSocket, type Socket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { createMagicPacket } from 'wake_on_lan';
import type { OrderAnswer, WakeOrder } from '#protocol/orders.ts';
import type { Clock } from '../clock.ts';
import { faultText } from '../faults.ts';
import { broadcastOf, ownAddressesIn } from './subnet.ts';

/** Discard and echo: cards listen to either. */
const PORTS = [9, 7];
const EVERYBODY = '255.255.255.255';
const TIMES = 3;
const PAUSE_MILLISECONDS = 200;

export type Wake = Pick<WakeOrder, 'mac' | 'secureOn' | 'subnet'>;

/** Sends magic packets into the subnet of a neighbour, through each of this computer's interfaces that has it. */
export async function wakeNeighbour(
  { mac, secureOn, subnet }: Wake,
  { clock, ports = PORTS }: { clock: Clock; ports?: number[] },
): Promise<OrderAnswer> {
  const own = ownAddressesIn(subnet, networkInterfaces());
  if (own.length === 0) {
    const detail = `No interface of this computer is in the subnet of ${subnet.address}/${subnet.netmask}.`;
    return { answer: 'refused', detail };
  }
  const packet = magicPacket(mac, secureOn);
  const targets = [broadcastOf(subnet), EVERYBODY].flatMap((address) =>
    ports.map((port) => ({ address, port })),
  );
  let sent = 0;
  const problems: string[] = [];
  for (const address of own) {
    try {
      sent += await sendFrom(address, { packet, targets, clock, problems });
    } catch (fault) {
      problems.push(`${address}: ${faultText(fault)}`);
    }
  }
  return sent > 0
    ? { answer: 'accepted' }
    : { answer: 'refused', detail: (problems[0] ?? 'No packet could be sent.').slice(0, 500) };
}

/** Six bytes of ones, sixteen times the MAC address, then the password of cards with SecureOn. */
export const magicPacket = (mac: string, secureOn: string | undefined): Buffer =>
  Buffer.concat([
    createMagicPacket(mac),
    Buffer.from(secureOn === undefined ? '' : secureOn.replaceAll(':', ''), 'hex'),
  ]);

interface Target {
  address: string;
  port: number;
}

/** A socket that is bound to an interface's address sends through that interface. @returns packets that went out */
async function sendFrom(
  address: string,
  {
    packet,
    targets,
    clock,
    problems,
  }: { packet: Buffer; targets: Target[]; clock: Clock; problems: string[] },
): Promise<number> {
  const socket = await openSocket(address);
  try {
    let sent = 0;
    for (let time = 0; time < TIMES; time += 1) {
      if (time > 0) await clock.sleep(PAUSE_MILLISECONDS);
      for (const target of targets) {
        const fault = await send(socket, { packet, target });
        if (fault === null) sent += 1;
        else problems.push(`${target.address}: ${faultText(fault)}`);
      }
    }
    return sent;
  } finally {
    socket.close();
  }
}

function openSocket(address: string): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = createSocket('udp4');
  socket.once('error', (fault) => {
    socket.close();
    reject(fault);
  });
  socket.bind({ address, port: 0, exclusive: true }, () => {
    socket.removeAllListeners('error');
    // Each sending tells its own faults.
    socket.on('error', () => undefined);
    socket.setBroadcast(true);
    resolve(socket);
  });
  return promise;
}

const send = (
  socket: Socket,
  { packet, target }: { packet: Buffer; target: Target },
): Promise<Error | null> =>
  new Promise((resolve) => socket.send(packet, target.port, target.address, resolve));
