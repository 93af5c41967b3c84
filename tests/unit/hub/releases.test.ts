import { beforeEach, describe, expect, test } from 'vitest';
import { Releases } from '#releases.ts';

let happened: string[];
let releases: Releases;
beforeEach(() => {
  happened = [];
  releases = new Releases((name, problem) => happened.push(`${name}: ${problem}`));
});
const LONG = 60_000;
const acquire = (name: string) => releases.push(name, LONG, () => void happened.push(name));

describe('what was acquired is released', () => {
  test('last in, first out, each only when the one before has ended', async () => {
    acquire('database');
    const closing = Promise.withResolvers<void>();
    releases.push('sockets', LONG, async () => {
      happened.push('sockets close');
      await closing.promise;
      happened.push('sockets closed');
    });
    acquire('console');
    const released = releases.releaseAll();
    expect(happened).toEqual(['console']);
    closing.resolve();
    await released;
    expect(happened).toEqual(['console', 'sockets close', 'sockets closed', 'database']);
  });

  test.each([
    [
      'throws',
      (): void => {
        throw new Error('broken');
      },
    ],
    ['rejects', () => Promise.reject(new Error('broken'))],
  ])('and one that %s is named and stops no other', async (_, run) => {
    acquire('database');
    releases.push('sockets', LONG, run);
    acquire('console');
    await releases.releaseAll();
    expect(happened).toEqual(['console', 'sockets: Error: broken', 'database']);
  });

  test('and one that does not end is left behind at its deadline', async () => {
    acquire('database');
    const stuck = Promise.withResolvers<void>();
    releases.push('sockets', 20, () => stuck.promise);
    await releases.releaseAll();
    expect(happened).toEqual(['sockets: did not end within 20 ms', 'database']);
    stuck.reject(new Error('too late to matter'));
    await stuck.promise.catch(() => undefined);
    expect(happened).toHaveLength(2);
  });

  test('once, however often and from wherever it is asked for', async () => {
    acquire('database');
    const closing = Promise.withResolvers<void>();
    releases.push('sockets', LONG, () => closing.promise);
    const released = releases.releaseAll();
    expect(releases.releaseAll()).toBe(released);
    expect(happened).toEqual([]);
    closing.resolve();
    await released;
    await releases.releaseAll();
    expect(happened).toEqual(['database']);
  });

  test('and nothing at all is quickly released', async () => {
    await releases.releaseAll();
    expect(happened).toEqual([]);
  });
});
