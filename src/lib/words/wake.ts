import type { WakePacket, WakeRoute, WakeView } from '#protocol/views/wake.ts';
import { formatDuration, formatElapsed } from '../format/duration.ts';
import { text } from '../messages/text.ts';

/** The name of a route. */
export function routeWord(route: WakeRoute): string {
  switch (route) {
    case 'broadcast':
      return text('wake.routeBroadcast');
    case 'directed':
      return text('wake.routeDirected');
    case 'peer':
      return text('wake.routePeer');
  }
}

const moment = (instant: string) => new Date(instant).getTime();
/** From the first try to a later moment: whole seconds, as people count them. */
export const sinceStart = (wake: Pick<WakeView, 'startedAt'>, instant: string): string =>
  formatElapsed(moment(instant) - moment(wake.startedAt));

/** How an attempt to wake stands, in one sentence without a stop. @param now Milliseconds. */
export function wakeSummary(wake: WakeView, now: number): string {
  switch (wake.state) {
    case 'waking': {
      const next = wake.nextAt === undefined ? 0 : moment(wake.nextAt) - now;
      const span = formatElapsed(now - moment(wake.startedAt));
      return next < 1000
        ? text('wake.waking', { span })
        : text('wake.wakingNext', { span, next: formatElapsed(next) });
    }
    case 'awake': {
      if (wake.awakeAt === undefined) return text(wake.wokenByUs ? 'wake.awake' : 'wake.onlineOnly');
      const span = sinceStart(wake, wake.awakeAt);
      return wake.wokenByUs ? text('wake.awakeAfter', { span }) : text('wake.onlineAfter', { span });
    }
    case 'noAnswer':
      return text('wake.noAnswer', {
        span: formatDuration(moment(wake.windowEndsAt) - moment(wake.startedAt)),
      });
    case 'stopped':
      return wake.detail ?? text('wake.stopped');
    case 'impossible':
      return wake.detail ?? text('wake.impossible');
  }
}

/** Whether it is shut down afterwards, and why it was called off; undefined when nobody asked for that. */
export function shutdownAfterWake({
  shutdown,
  detail,
}: Pick<WakeView, 'shutdown' | 'detail'>): string | undefined {
  switch (shutdown) {
    case 'notAsked':
      return undefined;
    case 'pending':
      return text('wake.shutdownPending');
    case 'notWokenByUs':
      return text('wake.shutdownNotWokenByUs');
    case 'ordered':
      return text('wake.shutdownOrdered');
    case 'calledOff':
      return detail === undefined
        ? text('wake.shutdownCalledOff')
        : text('wake.shutdownCalledOffBecause', { detail });
  }
}

/** Where a packet went, for people: `eth0 → 10.0.4.255`, or `PC-12` for a neighbour. */
export const packetPath = (packet: WakePacket): string =>
  packet.route === 'peer' ? packet.via : `${packet.via} → ${packet.to}`;

/** `3 packets`, `2 of 3 packets` when some could not be sent. */
export function packetsSent(packets: readonly WakePacket[]): string {
  const sent = packets.filter((packet) => packet.problem === undefined).length;
  return sent === packets.length
    ? text('wake.packets', { count: sent })
    : text('wake.packetsSent', { sent, count: packets.length });
}

/** What became of a request to wake several computers at once. */
export function wakeOutcome(outcome: { woken: number; online: number; notWakeable: number }): string {
  const { woken, online, notWakeable } = outcome;
  const sentences = [
    woken === 0 ? text('wake.outcomeNone') : text('wake.outcomeSent', { count: woken }),
    ...(online > 0 ? [text('wake.outcomeOnline', { count: online })] : []),
    ...(notWakeable > 0 ? [text('wake.outcomeNotWakeable', { count: notWakeable })] : []),
  ];
  return sentences.join(' ');
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
      exactly: ours
        .map((packet) => text('wake.packetFor', { path: packetPath(packet), mac: packet.mac }))
        .join('\n'),
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
