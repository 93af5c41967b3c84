import { expect, it } from 'vitest';
import { aChunk, anId } from '#tests/support/builders.ts';
import { describeStore } from './on-database.ts';

const chunksOf = (jobId: string, sequences: number[]) =>
  sequences.map((sequence) => aChunk({ jobId, sequence, text: `line ${sequence}\n` }));

describeStore('output', ({ store }) => {
  it('keeps each chunk once and tells which were new', async () => {
    const jobId = anId();
    const { output } = store();
    expect(await output.append(chunksOf(jobId, [1, 2, 3]))).toStrictEqual([1, 2, 3]);
    const repeated = chunksOf(jobId, [2, 3, 4, 5]).map((chunk) => ({ ...chunk, text: 'another text' }));
    expect(await output.append(repeated)).toStrictEqual([4, 5]);
    expect(await output.append(chunksOf(jobId, [1, 5]))).toStrictEqual([]);
    expect(await output.append([])).toStrictEqual([]);
    const stored = await output.after({ jobId, attempt: 1, after: 0, limitBytes: 10_000 });
    expect(stored.map(({ sequence }) => sequence)).toStrictEqual([1, 2, 3, 4, 5]);
    expect(stored[1]).toStrictEqual(chunksOf(jobId, [2])[0]);
  });

  it('stores a chunk once when 10 writers send it at once', async () => {
    const jobId = anId();
    const appended = await Promise.all(
      Array.from({ length: 10 }, () => store().output.append(chunksOf(jobId, [1, 2, 3, 4]))),
    );
    expect(appended.flat().toSorted()).toStrictEqual([1, 2, 3, 4]);
    expect(await store().output.sizes(jobId, 1)).toHaveLength(4);
  });

  it('holds the same sequences of two attempts apart', async () => {
    const jobId = anId();
    await store().output.append(chunksOf(jobId, [1, 2]));
    const again = chunksOf(jobId, [1, 2]).map((chunk) => ({ ...chunk, attempt: 2 }));
    expect(await store().output.append(again)).toStrictEqual([1, 2]);
    await store().output.drop({ jobId, attempt: 1, from: 1, to: 2 });
    expect(await store().output.sizes(jobId, 1)).toStrictEqual([]);
    expect(await store().output.sizes(jobId, 2)).toHaveLength(2);
  });

  it('is read in order and ended by bytes, with one chunk at least', async () => {
    const jobId = anId();
    const chunks = Array.from({ length: 250 }, (_, place) =>
      aChunk({ jobId, sequence: place + 1, text: 'x'.repeat(100) }),
    );
    await store().output.append(chunks.toReversed());
    const read = async (after: number, limitBytes: number) =>
      (await store().output.after({ jobId, attempt: 1, after, limitBytes })).map(({ sequence }) => sequence);
    expect(await read(0, 300)).toStrictEqual([1, 2, 3]);
    expect(await read(3, 399)).toStrictEqual([4, 5, 6]);
    expect(await read(10, 1)).toStrictEqual([11]);
    expect(await read(0, 100_000)).toStrictEqual(chunks.map(({ sequence }) => sequence));
    expect(await read(250, 100)).toStrictEqual([]);
  });

  it('gives the ends of many attempts, each in order, wherever they end', async () => {
    const [long, short, again, silent] = [anId(), anId(), anId(), anId()];
    const second = chunksOf(again, [1, 2, 3]).map((chunk) => ({ ...chunk, attempt: 2 }));
    await store().output.append([
      ...chunksOf(long, [1, 2, 3, 7, 8, 9]),
      ...chunksOf(short, [1]),
      ...chunksOf(again, [1, 2, 3]),
      ...second,
    ]);
    const ends = [
      { jobId: long, attempt: 1, last: 9 },
      { jobId: short, attempt: 1, last: 1 },
      { jobId: again, attempt: 2, last: 3 },
      { jobId: silent, attempt: 1, last: 3 },
    ];
    const found = await store().output.tails(ends, 2);
    const of = (jobId: string) => found.filter((chunk) => chunk.jobId === jobId);
    expect(of(long)).toStrictEqual(chunksOf(long, [8, 9]));
    expect(of(short)).toStrictEqual(chunksOf(short, [1]));
    expect(of(again)).toStrictEqual(second.slice(1));
    expect(found).toHaveLength(5);
    expect(await store().output.tails([], 2)).toStrictEqual([]);
  });

  it('drops a range, both ends included, and all of a job', async () => {
    const jobId = anId();
    const otherId = anId();
    await store().output.append([...chunksOf(jobId, [1, 2, 3, 4, 5, 6]), ...chunksOf(otherId, [3])]);
    await store().output.drop({ jobId, attempt: 1, from: 3, to: 5 });
    expect(await store().output.sizes(jobId, 1)).toStrictEqual([
      { sequence: 1, bytes: 7 },
      { sequence: 2, bytes: 7 },
      { sequence: 6, bytes: 7 },
    ]);
    await store().output.removeJobs([jobId]);
    expect(await store().output.sizes(jobId, 1)).toStrictEqual([]);
    expect(await store().output.sizes(otherId, 1)).toHaveLength(1);
  });
});
