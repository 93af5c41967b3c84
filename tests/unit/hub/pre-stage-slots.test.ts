import { describe, expect, test } from 'vitest';
import { DownloadSlots } from '#hub/download-slots.ts';
import { DEFAULT_SETTINGS } from '#protocol/settings.ts';
import { anId } from '#tests/support/builders.ts';
import { later } from '../domain/events.ts';

/** @param limits hub-wide, and of each subnet */
function slotsOf([maxDownloads, maxDownloadsPerSubnet]: [number, number]): DownloadSlots {
  return new DownloadSlots({
    settings: { current: () => ({ ...DEFAULT_SETTINGS, maxDownloads, maxDownloadsPerSubnet }) },
    roomMade: () => undefined,
    heldBy: () => new Set(),
  });
}
const [one, two, three] = [anId(), anId(), anId()];
const job = (computerId: string, subnet = 'x') => ({ id: anId(), computerId, subnet });
const preStage = (computerId: string, begins: number, subnet = 'x') => ({
  ...job(computerId, subnet),
  beginsAt: later(begins),
});

describe('[V3] a pre-stage', () => {
  test('takes no slot that a waiting job could use, also before that has been looked at', () => {
    const slots = slotsOf([2, 1]);
    const holder = job(one);
    slots.take(holder);
    expect(slots.mayPreStage({ id: three, subnet: 'y' })).toBe(true);
    slots.setWaiting(two, { dueAt: later(0), subnet: 'x' });
    // The job waits for its subnet alone.
    expect(slots.mayPreStage({ id: three, subnet: 'y' })).toBe(true);
    expect(slots.mayPreStage({ id: three, subnet: 'x' })).toBe(false);
    slots.free(one, holder.id);
    expect(slots.mayPreStage({ id: three, subnet: 'y' })).toBe(false);
    slots.setWaiting(two, undefined);
    expect(slots.mayPreStage({ id: three, subnet: 'y' })).toBe(true);
  });

  test('is one for each computer', () => {
    const slots = slotsOf([0, 0]);
    slots.take(preStage(one, 1));
    expect(slots.mayPreStage({ id: one, subnet: 'x' })).toBe(false);
    expect(slots.mayPreStage({ id: two, subnet: 'x' })).toBe(true);
  });

  test('is asked once to give way, and counts until it has', () => {
    const slots = slotsOf([2, 0]);
    const last = preStage(two, 2);
    slots.take(preStage(one, 1));
    slots.take(last);
    expect(slots.givingWay()).toEqual([]);
    slots.setWaiting(three, { dueAt: later(0), subnet: 'x' });
    expect(slots.givingWay()).toEqual([two]);
    expect(slots.givingWay()).toEqual([]);
    expect(slots.next()).toEqual([]);
    slots.free(two, last.id);
    expect(slots.next()).toEqual([three]);
    expect(slots.givingWay()).toEqual([]);
  });

  test('does not give way where jobs alone hold the slots', () => {
    const slots = slotsOf([1, 0]);
    slots.take(job(one));
    slots.setWaiting(three, { dueAt: later(0), subnet: 'x' });
    expect(slots.givingWay()).toEqual([]);
  });
});
