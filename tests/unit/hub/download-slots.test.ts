import { beforeEach, describe, expect, test } from 'vitest';
import { DownloadSlots } from '#hub/download-slots.ts';
import { compareWaiters } from '#hub/slot-waiters.ts';
import { DEFAULT_SETTINGS } from '#protocol/settings.ts';
import { later } from '../domain/events.ts';

const HERE = '10.1.5.0/24';
const THERE = '10.9.0.0/24';

let slots: DownloadSlots;
/** How often room has been made. */
let made: number;
let limits: { maxDownloads: number; maxDownloadsPerSubnet: number };
beforeEach(() => {
  made = 0;
  limits = { maxDownloads: 2, maxDownloadsPerSubnet: 0 };
  slots = new DownloadSlots({
    settings: { current: () => ({ ...DEFAULT_SETTINGS, ...limits }) },
    roomMade: () => (made += 1),
    heldBy: () => new Set(),
  });
});

const take = (computerId: string, subnet = HERE) =>
  slots.take({ id: `job-${computerId}`, computerId, subnet });
const going = (id = 'another', subnet = HERE) => slots.room({ id, subnet }).hub.going;
const waits = (computerId: string, minutes: number, subnet = HERE) =>
  slots.setWaiting(computerId, { dueAt: later(minutes * 60_000), subnet });

describe('[Q4] what a computer holds', () => {
  test('counts nothing while it is away, and makes room', () => {
    take('a');
    take('b');
    slots.left('a');
    expect([going(), made]).toEqual([1, 1]);
    expect(slots.holderOf('a')).toBe('job-a');
    slots.left('a');
    expect([going(), made]).toEqual([1, 1]);
  });

  test('goes on when it is back, even above the limit', () => {
    take('a');
    slots.left('a');
    take('b');
    take('c');
    slots.returned('a');
    expect(going()).toBe(3);
    expect(slots.room({ id: 'another', subnet: HERE }).subnet.going).toBe(3);
    slots.free('a', 'job-a');
    expect(going()).toBe(2);
  });

  test('after a start of the hub is held, until it is known who has not come back', () => {
    take('a');
    take('b');
    expect(going()).toBe(2);
    slots.settlePresence((id) => id === 'b');
    expect([going(), made]).toEqual([1, 1]);
  });
});

describe('[Q5] a slot that is free', () => {
  test('goes to the one that is due longest; of those due at once to who came first', () => {
    waits('young', 20);
    waits('second', 10);
    waits('third', 10);
    waits('oldest', 5);
    expect(slots.next()).toEqual(['oldest', 'second']);
    limits = { maxDownloads: 0, maxDownloadsPerSubnet: 0 };
    expect(slots.next()).toEqual(['oldest', 'second', 'third', 'young']);
    // Looked at again it keeps its place.
    waits('third', 10);
    waits('second', 10);
    expect(slots.next()).toEqual(['oldest', 'second', 'third', 'young']);
  });

  test('in another subnet is held up by nobody', () => {
    limits = { maxDownloads: 0, maxDownloadsPerSubnet: 1 };
    take('a', HERE);
    waits('here', 5, HERE);
    waits('there', 10, THERE);
    expect(slots.next()).toEqual(['there']);
    expect(slots.hasOlder({ id: 'new', dueAt: later(20 * 60_000) }, new Set())).toBe(true);
    expect(slots.hasOlder({ id: 'new', dueAt: later(20 * 60_000) }, new Set(['there']))).toBe(false);
    expect(slots.hasOlder({ id: 'new', dueAt: later(60_000) }, new Set())).toBe(false);
  });

  test('is not given to who is gone', () => {
    waits('a', 5);
    slots.left('a');
    expect(slots.next()).toEqual([]);
  });

  test('the order is total', () => {
    const [one, other] = [
      { dueAt: later(1), place: 2 },
      { dueAt: later(1), place: 1 },
    ];
    expect(compareWaiters(one, other)).toBe(1);
    expect(compareWaiters(other, one)).toBe(-1);
    expect(compareWaiters(one, one)).toBe(0);
    expect(compareWaiters({ dueAt: later(0), place: 9 }, one)).toBeLessThan(0);
  });
});
