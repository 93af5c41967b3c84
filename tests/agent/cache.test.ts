import { randomBytes } from 'node:crypto';
import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '#agent/clock.ts';
import { ContentCache, type CacheLimits } from '#agent/executors/cache.ts';
import { KeptContent } from '#agent/kept-content.ts';
import { LIMITS } from '#protocol/limits.ts';
import { openMemory } from './support/memory.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const sha = (letter: string) => letter.repeat(64);

/** A cache with a file of 1000 bytes for each letter, used in this order. */
function cacheOf(letters: string, wish: { kept?: string; limits?: Partial<CacheLimits> } = {}) {
  const folder = temporaryFolder();
  [...letters].forEach((letter, age) => put(folder, { name: sha(letter), age }));
  const kept = new Set([...(wish.kept ?? '')].map(sha));
  const limits = { spare: 0, ...wish.limits };
  const cache = new ContentCache(folder, { clock: systemClock, kept: () => kept, limits });
  const left = () => readdirSync(folder).map((name) => name.replace(sha(name.charAt(0)), name.charAt(0)));
  return { cache, folder, left };
}
function put(folder: string, { name, age }: { name: string; age: number }) {
  writeFileSync(join(folder, name), Buffer.alloc(1000));
  utimesSync(join(folder, name), 1_000_000 + age, 1_000_000 + age);
}

test('[V8] what is to be kept is not cleared away, nor counted: of the rest what was used last stays', async () => {
  const { cache, left } = cacheOf('abcdef', { kept: 'ac', limits: { used: 2500 } });
  await cache.tidy(undefined);
  expect(left()).toEqual(['a', 'c', 'e', 'f']);
});

test('[V8] what has arrived of it is not cleared away either', async () => {
  const { cache, folder, left } = cacheOf('b', { kept: 'a', limits: { used: 0 } });
  put(folder, { name: `${sha('a')}.part`, age: 0 });
  put(folder, { name: `${sha('c')}.part`, age: 9 });
  await cache.tidy(undefined);
  expect(left()).toEqual(['a.part']);
});

test('[V5] told is what is whole: what is to be kept first, then what was used last, and no more than may be told', () => {
  const { cache, folder } = cacheOf('abcd', { kept: 'b' });
  put(folder, { name: `${sha('e')}.part`, age: 9 });
  expect(cache.held()).toEqual(['b', 'd', 'c', 'a'].map(sha));
  for (let more = 0; more < LIMITS.contentsPerComputer; more += 1) {
    put(folder, { name: randomBytes(32).toString('hex'), age: 100 + more });
  }
  expect(cache.held()).toHaveLength(LIMITS.contentsPerComputer);
  expect(cache.held()[0]).toBe(sha('b'));
});

test('[V8] content that would be too much beside what is kept is not brought in advance', async () => {
  const { cache } = cacheOf('abc', { kept: 'abf', limits: { kept: 3500 } });
  expect(await cache.lackFor({ sha256: sha('f'), bytes: 1500 })).toBeUndefined();
  expect(await cache.lackFor({ sha256: sha('f'), bytes: 1501 })).toMatchObject({ reason: 'cacheFull' });
  // What is there already needs no room.
  expect(await cache.lackFor({ sha256: sha('a'), bytes: 9000 })).toBeUndefined();
});

test('[V8] where the disk would get too full, all goes that is not to be kept; then it is told that it is full', async () => {
  const { cache, left } = cacheOf('abc', { kept: 'af', limits: { spare: Number.MAX_SAFE_INTEGER } });
  expect(await cache.lackFor({ sha256: sha('f'), bytes: 1000 })).toMatchObject({ reason: 'diskFull' });
  expect(left()).toEqual(['a']);
});

test('what is to be kept is on disk: it is known after a restart, and replaced by what is told next', () => {
  const folder = temporaryFolder();
  const first = openMemory(folder, { clock: systemClock });
  new KeptContent(first.database).replace([sha('a'), sha('b'), sha('b')]);
  first.close();
  const kept = new KeptContent(openMemory(folder, { clock: systemClock }).database);
  expect(kept.all()).toEqual(new Set([sha('a'), sha('b')]));
  kept.replace([sha('c')]);
  expect(kept.all()).toEqual(new Set([sha('c')]));
});
