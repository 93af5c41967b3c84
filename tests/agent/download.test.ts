import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '#agent/clock.ts';
import { ContentCache } from '#agent/executors/cache.ts';
import { download } from '#agent/executors/download.ts';
import { sha256Of } from './support/jobs.ts';
import { ScriptedHub } from './support/scripted-hub.ts';
import { stored } from './support/stored.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

/** Downloads `content` from the hub; waits between tries take no time. */
function bring(hub: ScriptedHub, request: { content: Buffer; folder: string; signal?: AbortSignal }) {
  const progress: number[] = [];
  const sha256 = sha256Of(request.content);
  const done = download({
    url: `${hub.url}/api/v1/content/${sha256}`,
    sha256,
    bytes: request.content.length,
    cache: new ContentCache(request.folder, { clock: systemClock }),
    clock: { ...systemClock, sleep: () => Promise.resolve() },
    signal: request.signal ?? new AbortController().signal,
    authorization: () => `Reveille-Agent ${Buffer.from('{}').toString('base64url')}.signature`,
    hubReachable: () => Promise.resolve(),
    progress: (received) => progress.push(received),
  });
  return { done, progress, sha256 };
}

test('content arrives whole, with progress up to its last byte', async () => {
  const hub = await ScriptedHub.start();
  const content = randomBytes(3_000_000);
  hub.content.put(content);
  const { done, progress } = bring(hub, { content, folder: temporaryFolder() });
  expect(readFileSync(await done).equals(content)).toBe(true);
  expect(progress.at(-1)).toBe(content.length);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
});

test('a download that broke off goes on where it stopped', async () => {
  const hub = await ScriptedHub.start();
  const content = randomBytes(1_000_000);
  hub.content.put(content);
  hub.content.stallAfter = 400_000;
  const folder = temporaryFolder();
  const { done } = bring(hub, { content, folder });
  await stored(join(folder, `${sha256Of(content)}.part`));
  hub.content.stallAfter = undefined;
  hub.content.breakOff();
  expect(readFileSync(await done).equals(content)).toBe(true);
  expect(hub.content.ranges).toHaveLength(2);
  expect(hub.content.ranges[1]).toMatch(/^bytes=[1-9]\d*-$/);
});

test('what an agent that died has left is gone on with', async () => {
  const hub = await ScriptedHub.start();
  const content = randomBytes(100_000);
  hub.content.put(content);
  const folder = temporaryFolder();
  writeFileSync(join(folder, `${sha256Of(content)}.part`), content.subarray(0, 60_000));
  await bring(hub, { content, folder }).done;
  expect(hub.content.ranges).toEqual(['bytes=60000-']);
});

test('content that is here already is not downloaded again, unless it was changed on the disk', async () => {
  const hub = await ScriptedHub.start();
  const content = randomBytes(1000);
  hub.content.put(content);
  const folder = temporaryFolder();
  const path = await bring(hub, { content, folder }).done;
  await bring(hub, { content, folder }).done;
  expect(hub.content.ranges).toHaveLength(1);

  writeFileSync(path, randomBytes(1000));
  expect(readFileSync(await bring(hub, { content, folder }).done).equals(content)).toBe(true);
  expect(hub.content.ranges).toHaveLength(2);
});

test('content with another hash is refused, and nothing of it is kept', async () => {
  const hub = await ScriptedHub.start();
  const content = randomBytes(1000);
  hub.content.put(randomBytes(1000), sha256Of(content));
  const folder = temporaryFolder();
  await expect(bring(hub, { content, folder }).done).rejects.toMatchObject({ reason: 'hashMismatch' });
  expect(readdirSync(folder)).toEqual([]);
});

test('more than was signed for is refused before it fills the disk', async () => {
  const hub = await ScriptedHub.start();
  const content = randomBytes(1000);
  hub.content.put(randomBytes(5_000_000), sha256Of(content));
  await expect(bring(hub, { content, folder: temporaryFolder() }).done).rejects.toMatchObject({
    reason: 'hashMismatch',
  });
});

test.each([
  [404, 'contentMissing', 1],
  [403, 'downloadFailed', 1],
  [503, 'downloadFailed', 5],
])('an answer %i means %s after %i tries', async (status, reason, tries) => {
  const hub = await ScriptedHub.start();
  const content = randomBytes(10);
  hub.content.status = status;
  await expect(bring(hub, { content, folder: temporaryFolder() }).done).rejects.toMatchObject({ reason });
  expect(hub.content.ranges).toHaveLength(tries);
});

test('an aborted download ends at once and keeps its part', async () => {
  const hub = await ScriptedHub.start();
  const content = randomBytes(500_000);
  hub.content.put(content);
  hub.content.stallAfter = 200_000;
  const folder = temporaryFolder();
  const abort = new AbortController();
  const { done, progress, sha256 } = bring(hub, { content, folder, signal: abort.signal });
  const outcome = expect(done).rejects.toThrow();
  await hub.content.served();
  abort.abort();
  await outcome;
  expect(progress.every((received) => received <= 200_000)).toBe(true);
  expect(existsSync(join(folder, sha256))).toBe(false);
});

test('the cache removes what was unused longest, but nothing that is in use', async () => {
  const folder = temporaryFolder();
  const cache = new ContentCache(folder, { clock: systemClock });
  const files = ['a', 'b', 'c'].map((letter) => letter.repeat(64));
  files.forEach((name, age) => {
    writeFileSync(join(folder, name), Buffer.alloc(1000));
    utimesSync(join(folder, name), 1_000_000 + age, 1_000_000 + age);
  });
  await cache.tidy(files[0], 1500);
  expect(readdirSync(folder).toSorted()).toEqual([files[0], files[2]]);
});
