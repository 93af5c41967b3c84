import type { PendingPower, Wake } from './entities.ts';
import { STARTED_ANEW, wasTold } from './power/presence-change.ts';
import type { WakeOutcome } from './power/pending-power.ts';
import { obstacle, type Circumstances, type QueuePlace } from './queue.ts';
import { isActive } from './transitions.ts';

/** What is asked before a computer that was woken is shut down. */
export interface CompletionFacts {
  wake: Pick<Wake, 'state' | 'wokenByUs' | 'shutdown' | 'containerId'>;
  /** Pending jobs of the computer that are due, of whatever container. */
  queue: readonly QueuePlace[];
  around: Circumstances;
  power?: PendingPower;
  /** A job that has ended there has consequences that are still to be carried out. */
  owes: boolean;
}

/**
 * B9: whether a computer may be shut down now. Only one that was woken by us, is there, and has nothing left to do
 * or under way. Jobs held back by a pause, a time frame or an address do not delay it, nor what is not due yet.
 */
export function mayShutDown(facts: CompletionFacts, now: Date): boolean {
  const { wake, queue, around, power, owes } = facts;
  if (!isAwaitingCompletion(wake) || around.presence !== 'online' || owes) return false;
  if (power !== undefined && power.state !== 'required') return false;
  return !queue.some((place) => delays(place, around, now));
}

/** B9: woken by us, there, and not decided yet. */
export function isAwaitingCompletion(wake: CompletionFacts['wake']): boolean {
  return wake.state === 'awake' && wake.wokenByUs && wake.shutdown === 'pending';
}

function delays(place: QueuePlace, around: Circumstances, now: Date): boolean {
  if (isActive(place.state)) return true;
  return place.state === 'waiting' && obstacle(place, around, now) === undefined;
}

/** What a hello says against what was known: another boot, or a sleep that ended after it was seen last. */
export interface Return {
  before: { bootId?: string; lastSeenAt?: Date; power?: PendingPower };
  hello: { bootId: string; awakeSeconds: number };
  now: Date;
}

/** B8: whether the computer was started or resumed since it was seen last: not only its connection was lost. */
export function hasStartedAnew({ before, hello, now }: Return): boolean {
  const upSince = new Date(now.getTime() - hello.awakeSeconds * 1000);
  const slept = before.lastSeenAt !== undefined && upSince > before.lastSeenAt;
  return before.bootId !== hello.bootId || slept;
}

/**
 * B8: a computer that was woken and then switched off, put to sleep or restarted by somebody is not ours any more:
 * its shutdown is called off. A restart that we ordered changes nothing; a shutdown that we ordered is done.
 */
export function afterReturn(
  wake: CompletionFacts['wake'],
  facts: Return,
): Omit<WakeOutcome, 'containerId'> | undefined {
  const { power } = facts.before;
  if (!isAwaitingCompletion(wake) || !hasStartedAnew(facts)) return undefined;
  const ours = power !== undefined && wasTold(power) && power.action === 'restart';
  return ours ? undefined : { shutdown: 'calledOff', detail: STARTED_ANEW };
}
