import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { contentStore, upload, uploadedFile } from './uploads.ts';

const MIB = 1024 * 1024;

/** Yields `bytes` in pieces of its own, and keeps the most memory that buffers held meanwhile. */
function largeFile(bytes: number) {
  const seen = { peak: 0 };
  const stream = Readable.from(
    (async function* () {
      for (let sent = 0; sent < bytes; sent += 65_536) {
        seen.peak = Math.max(seen.peak, process.memoryUsage().arrayBuffers);
        yield Buffer.alloc(65_536, sent % 251);
      }
    })(),
    { objectMode: false },
  );
  return { stream, seen };
}

test.each(['large.deb', 'large.txt'])('a large upload (%s) never lies in memory as a whole', async (name) => {
  await using content = await contentStore();
  const before = process.memoryUsage().arrayBuffers;
  const { stream, seen } = largeFile(256 * MIB);
  const view = await content.store.take(upload(uploadedFile(name, stream)));
  expect(view.files).toBe(1);
  expect(seen.peak - before).toBeLessThan(96 * MIB);
});
