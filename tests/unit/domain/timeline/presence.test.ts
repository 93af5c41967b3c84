import { describe, expect, it } from 'vitest';
import { happenedBefore, left, usersChanged, type Arrival } from '#domain/timeline/presence.ts';
import { THEN } from '#tests/support/builders.ts';

const after = (seconds: number) => new Date(THEN.getTime() + seconds * 1000);
const hello = {
  bootId: 'boot 1',
  processId: 'process 1',
  uptimeSeconds: 9_000,
  awakeSeconds: 9_000,
  agentVersion: '1.0',
};
const known = {
  bootId: 'boot 1',
  processId: 'process 1',
  lastAddress: '10.0.0.7',
  lastSeenAt: after(0),
  leftAt: after(0),
  agentVersion: '1.0',
};
const { leftAt: _, ...hubEnded } = known;
const arrival = (given: Partial<Arrival> = {}): Arrival => ({
  before: known,
  hello,
  address: '10.0.0.7',
  replaces: false,
  now: after(60),
  ...given,
});
const factsOf = (given: Partial<Arrival>) => happenedBefore(arrival(given)).map(({ fact }) => fact);
const whatOf = (given: Partial<Arrival>) => factsOf(given).map(({ what }) => what);

describe('what a hello tells of the time before', () => {
  it('[Z4] only the connection was lost', () => {
    expect(happenedBefore(arrival())).toStrictEqual([
      {
        at: after(60),
        fact: {
          what: 'online',
          after: 'interruption',
          address: '10.0.0.7',
          agentVersion: '1.0',
          awayMilliseconds: 60_000,
        },
      },
    ]);
  });

  it('[Z4] another boot stands at its own moment, whatever else is another', () => {
    const booted = {
      ...hello,
      bootId: 'boot 2',
      processId: 'process 2',
      uptimeSeconds: 20,
      awakeSeconds: 20,
    };
    expect(happenedBefore(arrival({ hello: booted }))).toMatchObject([
      { at: after(40), fact: { what: 'started' } },
      { at: after(60), fact: { what: 'online', after: 'boot' } },
    ]);
  });

  it('[Z4] it slept when it has been awake only since it was seen last', () => {
    expect(factsOf({ hello: { ...hello, awakeSeconds: 5 } })).toMatchObject([{ after: 'sleep' }]);
    expect(factsOf({ hello: { ...hello, awakeSeconds: 61 } })).toMatchObject([{ after: 'interruption' }]);
  });

  it('[Z4] its agent was started anew, in another version perhaps', () => {
    const updated = { ...hello, processId: 'process 2', agentVersion: '1.1' };
    expect(factsOf({ hello: updated })).toMatchObject([
      { after: 'agentStart', agentVersion: '1.1', agentVersionBefore: '1.0' },
    ]);
  });

  it('[Z4] it is new', () => {
    expect(factsOf({ before: {} })).toStrictEqual([
      { what: 'online', after: 'enrolment', address: '10.0.0.7', agentVersion: '1.0' },
    ]);
  });

  it('[Z4] a newer connection has taken the place of the old', () => {
    expect(factsOf({ before: hubEnded, replaces: true })).toMatchObject([{ after: 'replacement' }]);
    // Since when it was away nobody knows: it was seen last at its own hello.
    const awake = { ...hello, awakeSeconds: 5 };
    expect(factsOf({ before: hubEnded, replaces: true, hello: awake })).toMatchObject([
      { after: 'replacement' },
    ]);
    const another = { before: hubEnded, replaces: true, address: '10.0.0.9' };
    expect(factsOf(another)).toMatchObject([{ after: 'replacement', address: '10.0.0.9' }]);
  });

  it('[Z3] nothing when only the hub was away', () => {
    expect(factsOf({ before: hubEnded })).toStrictEqual([]);
  });

  it('[Z3] that it left when it was seen last, where more has happened while the hub was away', () => {
    const rebooted = { ...hello, bootId: 'boot 2', uptimeSeconds: 30, awakeSeconds: 30 };
    expect(happenedBefore(arrival({ before: hubEnded, hello: rebooted }))).toMatchObject([
      { at: after(0), fact: { what: 'offline', because: 'hubAway' } },
      { at: after(30), fact: { what: 'started' } },
      { at: after(60), fact: { what: 'online', after: 'boot' } },
    ]);
    expect(whatOf({ before: hubEnded, address: '10.9.9.9' })).toStrictEqual(['offline', 'online']);
    expect(whatOf({ before: hubEnded, hello: { ...hello, processId: 'other' } })).toStrictEqual([
      'offline',
      'online',
    ]);
  });
});

describe('[Z3] a session that ends', () => {
  it('says why, and how long it was there', () => {
    expect(left({ since: THEN, because: 'silence', now: after(5) })).toStrictEqual({
      what: 'offline',
      because: 'silence',
      onlineMilliseconds: 5_000,
    });
  });
});

describe('[Z6] who is logged in', () => {
  const user = (name: string, terminal = 'seat0') => ({ name, terminal, since: 'then' });
  it('comes once and leaves once, with however many sessions', () => {
    const before = [user('anna'), user('bob'), user('bob', 'pts/1')];
    const later = [user('anna', 'pts/2'), user('carl'), user('bob')];
    expect(usersChanged(before, later)).toStrictEqual({ what: 'users', came: ['carl'], left: [] });
    expect(usersChanged(later, [])).toStrictEqual({
      what: 'users',
      came: [],
      left: ['anna', 'bob', 'carl'],
    });
  });
  it('tells nothing when the same people are there', () => {
    expect(usersChanged([user('anna')], [user('anna', 'pts/9')])).toBeUndefined();
  });
});
