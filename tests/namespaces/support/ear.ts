import { z } from 'zod';
import { eventually } from '#tests/support/eventually.ts';
import { startProcess } from '#tests/support/processes.ts';
import type { Host } from './network.ts';

const PROGRAM = 'tests/namespaces/support/udp.ts';
/** Where network cards listen for magic packets: discard. */
export const WAKE_PORT = 9;

const Packet = z.object({ to: z.string(), from: z.string(), bytes: z.string() });
/** What a network card heard. `bytes` in hexadecimal. */
export type Packet = z.infer<typeof Packet>;

/** The network card of a computer that sleeps: nothing runs there, but what is sent to it is heard. */
export interface Ear {
  packets(): Packet[];
  /** Waits for a packet that fits, or has come already. */
  hears(fits: (packet: Packet) => boolean): Promise<Packet>;
  dispose(): Promise<void>;
}

/** @param addresses those of packets that are meant for it: its own, and those of broadcasts */
export async function listenIn(host: Host, addresses: string[]): Promise<Ear> {
  const listening = startProcess(PROGRAM, {
    args: ['hear', String(WAKE_PORT), ...addresses],
    through: host.inside,
  });
  await listening.prints(/^hearing$/m);
  const packets = () =>
    listening
      .printed()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => Packet.parse(JSON.parse(line)));
  return {
    packets,
    async hears(fits) {
      const found = (await eventually(packets, (heard) => heard.some(fits))).find(fits);
      if (found === undefined) throw new Error('a packet was heard, and is no more');
      return found;
    },
    async dispose() {
      await listening.end('SIGTERM');
    },
  };
}

/** Sends one packet from a host's own address. */
export async function say(host: Host, { to, text }: { to: string; text: string }): Promise<void> {
  const args = ['send', String(WAKE_PORT), host.address, to, text];
  const code = await startProcess(PROGRAM, { args, through: host.inside }).ended();
  if (code !== 0) throw new Error(`nothing could be sent to ${to}`);
}
