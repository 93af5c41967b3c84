import { describe, expect, test } from 'vitest';
import { conditionsOf } from '#domain/conditions.ts';
import type { JobContainer, PendingPower } from '#domain/entities.ts';
import type { Circumstances, QueuePlace } from '#domain/queue.ts';
import {
  afterReturn,
  mayShutDown,
  type CompletionFacts,
  type Return,
} from '#domain/shutdown-after-completion.ts';
import { ACTIVE_STATES } from '#protocol/job.ts';
import { aContainer, anId, THEN } from '#tests/support/builders.ts';
import { later } from './events.ts';
import { aPower } from './power/powers.ts';

const NOW = later(60_000);
const OTHER = 'b'.repeat(24);
const wake: CompletionFacts['wake'] = {
  state: 'awake',
  wokenByUs: true,
  shutdown: 'pending',
  containerId: 'a'.repeat(24),
};
const aPlace = (given: Partial<QueuePlace> = {}): QueuePlace => ({
  id: anId(),
  containerId: OTHER,
  sequence: 1,
  state: 'waiting',
  priority: 0,
  containerCreatedAt: THEN,
  dueAt: THEN,
  ...given,
});
const around = (given: Partial<Circumstances> = {}, asked: Partial<JobContainer> = {}): Circumstances => ({
  presence: 'online',
  address: '192.0.2.7',
  timeZone: 'UTC',
  conditions: new Map([[OTHER, conditionsOf(aContainer({ id: OTHER, ...asked }))]]),
  ...given,
});
const may = (given: Partial<CompletionFacts> = {}) =>
  mayShutDown({ wake, queue: [], around: around(), owes: false, ...given }, NOW);

describe('a computer that was woken', () => {
  test('[B9] and has nothing left to do is shut down', () => {
    expect(may()).toBe(true);
  });

  test.each<[string, Partial<CompletionFacts['wake']>]>([
    ['was on already, or switched on by a person', { wokenByUs: false, shutdown: 'notWokenByUs' }],
    ['is not there yet', { state: 'waking' }],
    ['came too late', { state: 'noAnswer', wokenByUs: false }],
    ['is to be left on', { shutdown: 'notAsked' }],
    ['has been shut down for it once', { shutdown: 'ordered' }],
    ['was left on by a person', { shutdown: 'calledOff' }],
  ])('[B9] never one that %s', (_, given) => {
    expect(may({ wake: { ...wake, ...given } })).toBe(false);
  });

  test.each(['offline', 'unknown'] as const)('[B9] not while it is %s', (presence) => {
    expect(may({ around: around({ presence }) })).toBe(false);
  });

  test.each(ACTIVE_STATES)('[B9] not while a job is %s, paused or not', (state) => {
    expect(may({ queue: [aPlace({ state })], around: around({}, { paused: true }) })).toBe(false);
  });

  test.each<[string, boolean, Partial<JobContainer>, Partial<QueuePlace>]>([
    ['of any started container', false, {}, {}],
    ['that is due this very moment', false, {}, { dueAt: NOW }],
    ['within its time frame', false, { timeFrames: '8:00-9:00' }, {}],
    ['held back by a pause', true, { paused: true }, {}],
    ['held back by a time frame', true, { timeFrames: '10:00-11:00' }, {}],
    ['held back by its address', true, { addressRanges: '10.0.0.0/8' }, {}],
    ['that is not due yet', true, {}, { dueAt: later(60_001) }],
    ['whose end date has passed', true, { endAt: NOW }, {}],
  ])('[B9] with a job %s: shut down %s', (_, shutDown, asked, place) => {
    expect(may({ queue: [aPlace(place)], around: around({}, asked) })).toBe(shutDown);
  });

  test('[B9] one job that may begin delays it, whatever is held back', () => {
    const held = anId();
    const conditions = new Map([
      [OTHER, conditionsOf(aContainer())],
      [held, conditionsOf(aContainer({ paused: true }))],
    ]);
    const queue = [aPlace({ containerId: held }), aPlace()];
    expect(may({ queue, around: around({ conditions }) })).toBe(false);
  });

  test.each<[PendingPower['state'], boolean]>([
    ['required', true],
    ['waiting', false],
    ['counting', false],
    ['acting', false],
  ])('[B9] with a restart that is %s: %s', (state, shutDown) => {
    expect(may({ power: aPower({ state }) })).toBe(shutDown);
  });

  test('[B9] not while something is owed there', () => {
    expect(may({ owes: true })).toBe(false);
  });
});

describe('a computer that comes back', () => {
  const hello = (given: Partial<Return['hello']> = {}, before: Partial<Return['before']> = {}): Return => ({
    before: { bootId: 'boot', lastSeenAt: later(50_000), ...before },
    hello: { bootId: 'boot', awakeSeconds: 30, ...given },
    now: NOW,
  });

  test('[B8] stays ours when only its connection was lost', () => {
    expect(afterReturn(wake, hello())).toBeUndefined();
  });

  test('[B8] is somebody else’s after another boot, or a sleep after it was seen last', () => {
    expect(afterReturn(wake, hello({ bootId: 'next', awakeSeconds: 3 }))).toMatchObject({
      shutdown: 'calledOff',
    });
    expect(afterReturn(wake, hello({ awakeSeconds: 9 }))).toMatchObject({ shutdown: 'calledOff' });
    expect(afterReturn(wake, hello({ awakeSeconds: 11 }))).toBeUndefined();
  });

  test.each<[string, Partial<PendingPower>, boolean]>([
    ['the agent counted down', { state: 'counting' }, true],
    ['that was under way', { state: 'acting' }, true],
    ['of which the agent was not told', { state: 'waiting' }, false],
    ['that is required', { state: 'required' }, false],
    ['of the agent alone', { state: 'acting', action: 'restartAgent' }, false],
  ])('[B8] after a restart %s: ours %s', (_, given, ours) => {
    const back = hello({ bootId: 'next', awakeSeconds: 3 }, { power: aPower(given) });
    expect(afterReturn(wake, back) === undefined).toBe(ours);
  });

  test('[B8] that was not ours before changes nothing', () => {
    const other = { ...wake, state: 'waking' } as const;
    expect(afterReturn(other, hello({ bootId: 'next', awakeSeconds: 3 }))).toBeUndefined();
  });
});
