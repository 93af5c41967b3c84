import type { PlannedPacket } from '#domain/wake/routes.ts';
import type { WakePacket } from '#protocol/views/wake.ts';
import { within } from '../clock.ts';
import type { HubContext } from '../hub-context.ts';
import { sendOrder } from '../orders.ts';
import { magicPacket } from './magic-packet.ts';

/** A neighbour that has not answered by then counts as silent in the trace. Its session is left alone. */
const PEER_MILLISECONDS = 3_000;

type Parts = Pick<HubContext, 'sessions' | 'key' | 'clock' | 'wakeNetwork'>;

/**
 * Sends the packets of one burst, all at once, each by its route. Never rejects: what goes wrong stands in the trace.
 * @param stopping resolves when nobody waits for neighbours any more
 */
export async function sendBurst(
  parts: Parts,
  burst: { packets: readonly PlannedPacket[]; secureOn?: string },
  stopping: Promise<void>,
): Promise<WakePacket[]> {
  const { packets, secureOn } = burst;
  const ownPackets = packets.flatMap((packet) => (packet.route === 'peer' ? [] : [packet]));
  const [problems, byPeers] = await Promise.all([
    parts.wakeNetwork.send(
      ownPackets.map((packet) => ({
        to: packet.to,
        payload: magicPacket(packet.mac, secureOn),
        ...(packet.from === undefined ? {} : { from: packet.from }),
      })),
    ),
    Promise.all(
      packets.flatMap((packet) =>
        packet.route === 'peer' ? [askPeer(parts, { packet, ...present(secureOn) }, stopping)] : [],
      ),
    ),
  ]);
  return [...ownPackets.map((packet, index) => traceOf(packet, problems[index])), ...byPeers];
}

async function askPeer(
  parts: Parts,
  ask: { packet: PlannedPacket & { route: 'peer' }; secureOn?: string },
  stopping: Promise<void>,
): Promise<WakePacket> {
  const { packet, ...secureOn } = ask;
  const { computerId, subnet } = packet.peer;
  const { key, clock, sessions } = parts;
  const session = sessions.get(computerId);
  if (session === undefined) return traceOf(packet, 'it is not online any more');
  const { address, netmask } = subnet;
  const order = { purpose: 'wake', mac: packet.mac, subnet: { address, netmask }, ...secureOn } as const;
  const sent = sendOrder({ key, clock, session, order }).then((answer) => {
    if (!answer.ok) return 'it did not answer in time';
    return answer.value.answer === 'accepted' ? undefined : (answer.value.detail ?? 'it refused');
  });
  const waited = await within(
    clock,
    PEER_MILLISECONDS,
    Promise.race([sent, stopping.then(() => 'the hub was stopped before it answered')]),
  );
  return traceOf(packet, waited.timedOut ? 'it did not answer in time' : waited.value);
}

const present = (secureOn: string | undefined) => (secureOn === undefined ? {} : { secureOn });

/** What is remembered of a packet. */
const traceOf = ({ route, mac, via, to }: PlannedPacket, problem: string | undefined): WakePacket => ({
  route,
  mac,
  via,
  to,
  ...(problem === undefined ? {} : { problem }),
});
