import type { WakePacket, WakeRoute, WakeShutdown, WakeView } from '#protocol/views/wake.ts';
import { counted } from '../format/bytes.ts';
import { formatDuration, formatElapsed } from '../format/duration.ts';

const ROUTES: Record<WakeRoute, string> = {
  broadcast: 'Broadcast',
  directed: 'To its subnet',
  peer: 'By a neighbour',
};
/** The name of a route. */
export const routeWord = (route: WakeRoute): string => ROUTES[route];

const moment = (instant: string) => new Date(instant).getTime();
/** From the first try to a later moment: whole seconds, as people count them. */
export const sinceStart = (wake: Pick<WakeView, 'startedAt'>, instant: string): string =>
  formatElapsed(moment(instant) - moment(wake.startedAt));

/** How an attempt to wake stands, in one sentence without a stop. @param now Milliseconds. */
export function wakeSummary(wake: WakeView, now: number): string {
  switch (wake.state) {
    case 'waking': {
      const next = wake.nextAt === undefined ? 0 : moment(wake.nextAt) - now;
      return next < 1000
        ? `Waking for ${formatElapsed(now - moment(wake.startedAt))}`
        : `Waking for ${formatElapsed(now - moment(wake.startedAt))}, next packets in ${formatElapsed(next)}`;
    }
    case 'awake': {
      const after = wake.awakeAt === undefined ? '' : ` after ${sinceStart(wake, wake.awakeAt)}`;
      return wake.wokenByUs ? `Awake${after}` : `Online${after}, but not started by our packets`;
    }
    case 'noAnswer':
      return `No answer within ${formatDuration(moment(wake.windowEndsAt) - moment(wake.startedAt))}`;
    case 'stopped':
      return wake.detail ?? 'Stopped before it answered';
    case 'impossible':
      return wake.detail ?? 'There is no MAC address, or no way to reach it';
  }
}

const SHUTDOWNS: Record<WakeShutdown, string | undefined> = {
  notAsked: undefined,
  pending: 'It is shut down when it has nothing left to do.',
  notWokenByUs: 'It stays on: it was not started by our packets.',
  ordered: 'It was told to shut down when it had nothing left to do.',
  calledOff: 'Its shutdown was called off.',
};
/** Whether it is shut down afterwards, and why it was called off; undefined when nobody asked for that. */
export function shutdownAfterWake({
  shutdown,
  detail,
}: Pick<WakeView, 'shutdown' | 'detail'>): string | undefined {
  if (shutdown !== 'calledOff' || detail === undefined) return SHUTDOWNS[shutdown];
  return `Its shutdown was called off: ${detail}`;
}

/** Where a packet went, for people: `eth0 → 10.0.4.255`, or `PC-12` for a neighbour. */
export const packetPath = (packet: WakePacket): string =>
  packet.route === 'peer' ? packet.via : `${packet.via} → ${packet.to}`;

/** `3 packets`, `2 of 3 packets` when some could not be sent. */
export function packetsSent(packets: readonly WakePacket[]): string {
  const sent = packets.filter((packet) => packet.problem === undefined).length;
  return sent === packets.length
    ? counted(sent, 'packet')
    : `${sent} of ${counted(packets.length, 'packet')} sent`;
}

/** What became of a request to wake several computers at once. */
export function wakeOutcome(outcome: { woken: number; online: number; notWakeable: number }): string {
  const { woken, online, notWakeable } = outcome;
  const parts = [
    woken === 0 ? 'No magic packets were sent.' : `Magic packets are sent to ${counted(woken, 'computer')}.`,
  ];
  if (online > 0) parts.push(`${counted(online, 'computer')} ${online === 1 ? 'is' : 'are'} online already.`);
  if (notWakeable > 0)
    parts.push(`${counted(notWakeable, 'computer')} cannot be woken: no MAC address is known.`);
  return parts.join(' ');
}

/** The packets of a burst that went by one route, in a few words each. */
export interface WakeWay {
  route: WakeRoute;
  /** Interfaces of the hub, broadcast addresses of subnets, or neighbours: each once. */
  by: string[];
  /** Every packet in full, for whoever wants to know. */
  exactly: string;
  /** What could not be sent, and why. */
  problems: string[];
}

const shortWay = (packet: WakePacket) => (packet.route === 'directed' ? packet.to : packet.via);

/** A burst by its routes, in the order in which they were taken. */
export function wakeWays(packets: readonly WakePacket[]): WakeWay[] {
  const routes = [...new Set(packets.map((packet) => packet.route))];
  return routes.map((route) => {
    const ours = packets.filter((packet) => packet.route === route);
    const sent = ours.filter((packet) => packet.problem === undefined);
    return {
      route,
      by: [...new Set(sent.map(shortWay))],
      exactly: ours.map((packet) => `${packetPath(packet)} for ${packet.mac}`).join('\n'),
      problems: [
        ...new Set(
          ours.flatMap((packet) =>
            packet.problem === undefined ? [] : [`${shortWay(packet)}: ${packet.problem}`],
          ),
        ),
      ],
    };
  });
}
