import { LIMITS } from '#protocol/limits.ts';
import type { WakePacket } from '#protocol/views/wake.ts';
import type { JobContainer, Wake } from '../entities.ts';
import { nextBurst } from './schedule.ts';

/** Said of a computer whose inventory names no address that a magic packet could carry. */
export const NO_MAC_ADDRESS = 'No MAC address of this computer is known';
export const NO_ROUTE = 'There is no way to send a packet: no network of the hub, no subnet, no neighbour';

/** The beginning of a wake, for a container or by hand. Stored before anything is sent. */
export function beginWake(
  facts: {
    id: string;
    computer: { id: string; name: string };
    container?: Pick<JobContainer, 'id' | 'name' | 'shutdownAfterCompletion'>;
    by: string;
    hasMac: boolean;
    windowMinutes: number;
  },
  now: Date,
): Wake {
  const { id, computer, container, by, hasMac, windowMinutes } = facts;
  const asked = container?.shutdownAfterCompletion === true;
  return {
    id,
    computerId: computer.id,
    computerName: computer.name,
    ...(container === undefined ? {} : { containerId: container.id, containerName: container.name }),
    by,
    startedAt: now,
    windowEndsAt: new Date(now.getTime() + windowMinutes * 60_000),
    bursts: [],
    wokenByUs: false,
    revision: 1,
    ...(hasMac
      ? { state: 'waking', nextAt: now, shutdown: asked ? 'pending' : 'notAsked' }
      : { state: 'impossible', detail: NO_MAC_ADDRESS, shutdown: asked ? 'notWokenByUs' : 'notAsked' }),
  };
}

/** W5: packets were sent at `at`. Of very many bursts the first and the newest are remembered. */
export function burstSent(wake: Wake, burst: { at: Date; packets: WakePacket[]; rhythmSince: Date }): Wake {
  if (wake.state !== 'waking') return wake;
  const { at, packets, rhythmSince } = burst;
  const half = LIMITS.wakeBursts / 2;
  const all = [...wake.bursts, { at, packets: packets.slice(0, LIMITS.wakePackets) }];
  const bursts = all.length > LIMITS.wakeBursts ? [...all.slice(0, half), ...all.slice(-half)] : all;
  const nextAt = nextBurst({ startedAt: rhythmSince, windowEndsAt: wake.windowEndsAt }, at);
  return { ...without(wake), bursts, ...(nextAt === undefined ? {} : { nextAt }) };
}

/** W6: asked for again by hand while it goes on: packets now, and the whole window from now. */
export function prolonged(wake: Wake, windowMinutes: number, now: Date): Wake {
  if (wake.state !== 'waking') return wake;
  return { ...wake, nextAt: now, windowEndsAt: new Date(now.getTime() + windowMinutes * 60_000) };
}

/**
 * W7: the computer's agent has connected. `awakeSeconds`: how long it had been awake then, by its own monotonic
 * clock; undefined when it was there before anything could be sent.
 */
export function answered(wake: Wake, hello: { at: Date; awakeSeconds?: number }): Wake {
  if (wake.state !== 'waking') return wake;
  if (hello.at > wake.windowEndsAt) return ended(wake, { state: 'noAnswer' });
  const wokenByUs = hasWoken(wake, hello);
  return { ...ended(wake, { state: 'awake', wokenByUs }), awakeAt: hello.at };
}

/** Whether it was sent a packet, and has started or resumed after the first of them. */
function hasWoken(wake: Wake, { at, awakeSeconds }: { at: Date; awakeSeconds?: number }): boolean {
  const first = wake.bursts.find(({ packets }) => packets.some((packet) => packet.problem === undefined));
  if (first === undefined || awakeSeconds === undefined) return false;
  return at.getTime() - awakeSeconds * 1000 > first.at.getTime();
}

/** W5, W8: it is over without an answer. */
export function ended(
  wake: Wake,
  how: { state: Exclude<Wake['state'], 'waking'>; wokenByUs?: boolean; detail?: string },
): Wake {
  if (wake.state !== 'waking') return wake;
  const { state, wokenByUs = false, detail } = how;
  // W9
  const shutdown = wake.shutdown === 'pending' && !wokenByUs ? 'notWokenByUs' : wake.shutdown;
  return { ...without(wake), state, wokenByUs, shutdown, ...(detail === undefined ? {} : { detail }) };
}

const without = ({ nextAt: _, ...wake }: Wake): Omit<Wake, 'nextAt'> => wake;
