import type { LoggedInUsers } from '#protocol/inventory.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { FactOf } from '#protocol/views/timeline.ts';
import type { OnlineAfter } from '#protocol/views/timeline/presence.ts';
import type { Computer } from '../entities.ts';
import { hasStartedAnew } from '../shutdown-after-completion.ts';
import type { Happening } from './happening.ts';

/** What was known of a computer before its hello. */
export type KnownBefore = Pick<
  Computer,
  'bootId' | 'processId' | 'lastAddress' | 'lastSeenAt' | 'leftAt' | 'agentVersion'
>;

export interface Arrival {
  before: KnownBefore;
  hello: {
    bootId: string;
    processId: string;
    uptimeSeconds: number;
    awakeSeconds: number;
    agentVersion: string;
  };
  address: string;
  /** An earlier connection of it still counted as its session. */
  replaces: boolean;
  now: Date;
}

/** Z3, Z4: what a hello tells of the time since the computer was there last. */
export function happenedBefore(arrival: Arrival): Happening[] {
  const { before, hello, address, replaces, now } = arrival;
  const after = onlineAfter(arrival);
  const { leftAt, lastSeenAt } = before;
  // Z3: the hub alone was away. Neither the computer nor its agent has noticed more than that.
  if (after === 'interruption' && leftAt === undefined && before.lastAddress === address) return [];
  const online: FactOf<'online'> = {
    what: 'online',
    after,
    address,
    agentVersion: hello.agentVersion,
    ...(leftAt === undefined ? {} : { awayMilliseconds: span(leftAt, now) }),
    ...(before.agentVersion === undefined || before.agentVersion === hello.agentVersion
      ? {}
      : { agentVersionBefore: before.agentVersion }),
  };
  const missed = leftAt === undefined && !replaces && after !== 'enrolment' && lastSeenAt !== undefined;
  const bootedAt = new Date(now.getTime() - Math.round(hello.uptimeSeconds * 1000));
  return [
    ...(missed ? [{ at: lastSeenAt, fact: { what: 'offline', because: 'hubAway' } as const }] : []),
    ...(after === 'boot' ? [{ at: bootedAt, fact: { what: 'started' } as const }] : []),
    { at: now, fact: online },
  ];
}

/** Z4: the first that holds. */
function onlineAfter({ before, hello, replaces, now }: Arrival): OnlineAfter {
  if (before.bootId === undefined) return 'enrolment';
  if (before.bootId !== hello.bootId) return 'boot';
  // While an earlier connection still counts, nobody knows since when it was away.
  if (!replaces && hasStartedAnew({ before, hello, now })) return 'sleep';
  if (before.processId !== hello.processId) return 'agentStart';
  return replaces ? 'replacement' : 'interruption';
}

const span = (from: Date, to: Date) => Math.max(0, to.getTime() - from.getTime());

/** Z3: its session has ended, and not because the hub did. */
export function left(session: {
  since: Date;
  because: FactOf<'offline'>['because'];
  now: Date;
}): FactOf<'offline'> {
  const { since, because, now } = session;
  return { what: 'offline', because, onlineMilliseconds: span(since, now) };
}

/** Z6: who came and who left between two lists. Somebody with several sessions comes once and leaves once. */
export function usersChanged(before: LoggedInUsers, after: LoggedInUsers): FactOf<'users'> | undefined {
  const [were, are] = [before, after].map((users) => new Set(users.map(({ name }) => name)));
  if (were === undefined || are === undefined) return undefined;
  const came = [...are.difference(were)].sort().slice(0, LIMITS.timelineNames);
  const gone = [...were.difference(are)].sort().slice(0, LIMITS.timelineNames);
  return came.length + gone.length === 0 ? undefined : { what: 'users', came, left: gone };
}
