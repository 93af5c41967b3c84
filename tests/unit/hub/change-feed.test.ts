import { beforeEach, describe, expect, test } from 'vitest';
import { ChangeFeed } from '#hub/change-feed.ts';
import type { Change } from '#protocol/change.ts';
import type { Topic, TopicChanges } from '#protocol/console.ts';
import { anId, THEN } from '#tests/support/builders.ts';
import { drivenClock, type DrivenClock } from '#tests/support/driven-clock.ts';

const COLLECT = 40;
const OVERFLOW = 4_000;
const [job, computer, container] = [anId(), anId(), anId()];
const topic: Topic = `container:${container}`;
const other: Topic = `computer:${computer}`;

const progress = (receivedBytes: number, jobId = job): Change => ({
  kind: 'progress',
  jobId,
  attempt: 1,
  receivedBytes,
  totalBytes: 100,
});
const output = (sequence: number): Change => ({
  kind: 'output',
  jobId: job,
  attempt: 1,
  chunks: [{ sequence, stream: 'stdout', text: 'a line\n', at: THEN.toISOString() }],
  extent: { lastSequence: sequence, bytes: sequence * 7 },
});
const removed = (computerId: string): Change => ({ kind: 'computerRemoved', computerId });
const installationRemoved = (packageId: string): Change => ({
  kind: 'installationRemoved',
  computerId: computer,
  packageId,
});
const installed = (packageId: string): Change => ({
  kind: 'installation',
  installation: {
    id: anId(),
    computerId: computer,
    computerName: 'ada',
    packageId,
    familyId: anId(),
    packageName: 'editor',
    packageVersion: '1',
    installedAt: THEN.toISOString(),
    drift: { state: 'unknown' },
    installedBy: 'admin',
  },
});

let clock: DrivenClock;
let feed: ChangeFeed;
let messages: TopicChanges[];
beforeEach(() => {
  clock = drivenClock(THEN);
  feed = new ChangeFeed(clock);
  messages = [];
  feed.onMessage((message) => messages.push(message));
});
const changesOf = () => messages.map((message) => message.changes);

describe('numbers', () => {
  test('the first message continues from the number the watcher was given, each further one from the last', async () => {
    const number = feed.watch(topic);
    for (const bytes of [1, 2, 3]) {
      feed.publish([topic], progress(bytes));
      await clock.advance(COLLECT);
    }
    expect(messages.map(({ previous }) => previous)).toEqual([
      number,
      messages[0]?.number,
      messages[1]?.number,
    ]);
    expect(messages.map((message) => message.number)).toEqual(
      messages.map((message) => message.number).toSorted((one, two) => one - two),
    );
  });

  test('each topic has a chain of its own, whatever goes on in others', async () => {
    const [first, second] = [feed.watch(topic), feed.watch(other)];
    feed.publish([topic], progress(1));
    await clock.advance(COLLECT);
    feed.publish([topic, other], progress(2));
    await clock.advance(COLLECT);
    const chain = (of: Topic) =>
      messages.filter((message) => message.topic === of).map((one) => one.previous);
    expect(chain(topic)).toEqual([first, messages[0]?.number]);
    expect(chain(other)).toEqual([second]);
  });

  test('those of a later process are never taken for those of an earlier one', async () => {
    feed.watch(topic);
    for (let count = 0; count < 20; count += 1) {
      feed.publish([topic], progress(count));
      await clock.advance(COLLECT);
    }
    const restarted = new ChangeFeed(clock);
    expect(restarted.watch(topic)).toBeGreaterThan(messages.at(-1)?.number ?? Infinity);
  });
});

describe('collecting', () => {
  test('changes go out together, 40 ms after the first', async () => {
    feed.watch(topic);
    feed.publish([topic], progress(1));
    await clock.advance(COLLECT - 1);
    feed.publish([topic], removed(computer));
    expect(messages).toEqual([]);
    await clock.advance(1);
    expect(changesOf()).toEqual([[progress(1), removed(computer)]]);
    await clock.advance(1_000);
    expect(messages).toHaveLength(1);
    expect(clock.armed).toBe(0);
  });

  test('of one object only the newest state is told, after what it may depend on', async () => {
    feed.watch(topic);
    for (const change of [progress(1), removed(computer), progress(2), progress(9, anId())]) {
      feed.publish([topic], change);
    }
    await clock.advance(COLLECT);
    expect(changesOf()[0]?.slice(0, 2)).toEqual([removed(computer), progress(2)]);
    expect(changesOf()[0]).toHaveLength(3);
  });

  test('what is taken away replaces what was there, and the other way round', async () => {
    const [one, two] = [anId(), anId()];
    const again = installed(two);
    feed.watch(other);
    for (const change of [installed(one), installationRemoved(one), installationRemoved(two), again]) {
      feed.publish([other], change);
    }
    await clock.advance(COLLECT);
    expect(changesOf()).toEqual([[installationRemoved(one), again]]);
  });

  test('output is never coalesced: every line is told, in order', async () => {
    feed.watch(topic);
    const lines = Array.from({ length: 200 }, (_, index) => output(index + 1));
    for (const line of lines) feed.publish([topic], line);
    await clock.advance(COLLECT);
    expect(changesOf()).toEqual([lines]);
  });
});

describe('too much at once', () => {
  const overflow = () => {
    for (let sequence = 1; sequence <= OVERFLOW + 1; sequence += 1) feed.publish([topic], output(sequence));
  };

  test('as many as may wait still fit the chain', async () => {
    const number = feed.watch(topic);
    for (let sequence = 1; sequence <= OVERFLOW; sequence += 1) feed.publish([topic], output(sequence));
    await clock.advance(COLLECT);
    expect(messages[0]?.previous).toBe(number);
    expect(messages[0]?.changes).toHaveLength(OVERFLOW);
  });

  test('beyond it the numbers leave a gap, and what waits stays bounded', async () => {
    const number = feed.watch(topic);
    overflow();
    await clock.advance(COLLECT);
    expect(messages[0]?.previous).not.toBe(number);
    expect(messages[0]?.number).toBeGreaterThan(number);
    expect(messages[0]?.changes).toHaveLength(OVERFLOW);
  });

  test('after the gap the chain goes on', async () => {
    feed.watch(topic);
    overflow();
    await clock.advance(COLLECT);
    feed.publish([topic], progress(1));
    await clock.advance(COLLECT);
    expect(messages[1]).toMatchObject({ previous: messages[0]?.number, changes: [progress(1)] });
  });
});

describe('who watches', () => {
  test('what nobody watches is neither remembered nor timed', async () => {
    feed.publish([topic], progress(1));
    expect([feed.isWatched(topic), clock.armed]).toEqual([false, 0]);
    feed.watch(topic);
    await clock.advance(COLLECT);
    expect(messages).toEqual([]);
  });

  test('what waits when the last one leaves is forgotten, also for who comes back', async () => {
    feed.watch(topic);
    feed.publish([topic], progress(1));
    feed.unwatch(topic);
    expect([feed.isWatched(topic), clock.armed]).toEqual([false, 0]);
    feed.watch(topic);
    feed.publish([topic], progress(2));
    await clock.advance(COLLECT);
    expect(changesOf()).toEqual([[progress(2)]]);
  });

  test('one of two leaves: the other goes on being told', async () => {
    feed.watch(topic);
    feed.watch(topic);
    feed.unwatch(topic);
    feed.publish([topic], progress(1));
    await clock.advance(COLLECT);
    expect(changesOf()).toEqual([[progress(1)]]);
  });

  test('a newcomer does not get as news what its snapshot holds already', async () => {
    feed.watch(topic);
    feed.publish([topic], progress(1));
    const number = feed.watch(topic);
    expect(messages).toMatchObject([{ number, changes: [progress(1)] }]);
    feed.publish([topic], progress(2));
    await clock.advance(COLLECT);
    expect(messages[1]).toMatchObject({ previous: number, changes: [progress(2)] });
    await clock.advance(COLLECT * 5);
    expect(messages).toHaveLength(2);
  });

  test('leaving what was never watched changes nothing', () => {
    feed.watch(topic);
    feed.unwatch(other);
    expect(feed.isWatched(topic)).toBe(true);
  });

  test('it is known whether a kind of topic is watched', () => {
    const anyContainer = (one: Topic) => one.startsWith('container:');
    expect(feed.isWatchedBy(anyContainer)).toBe(false);
    feed.watch(topic);
    expect(feed.isWatchedBy(anyContainer)).toBe(true);
    expect(feed.isWatchedBy((one) => one.startsWith('computer:'))).toBe(false);
  });
});
