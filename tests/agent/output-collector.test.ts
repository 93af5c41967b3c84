import { expect, test } from 'vitest';
import { cut, OutputCollector } from '#agent/executors/output-collector.ts';
import type { OutputChunk } from '#protocol/agent.ts';
import { LIMITS } from '#protocol/limits.ts';

/** Gathers with a timer that goes off when the test says so. */
function collector() {
  const chunks: OutputChunk[] = [];
  const saves: number[] = [];
  let due: (() => void) | undefined;
  const after = (_milliseconds: number, action: () => void) => {
    due = action;
    return () => (due = undefined);
  };
  const collects = new OutputCollector({
    clock: { now: () => new Date(), monotonic: () => 0, sleep: () => Promise.resolve(), after },
    sinceAccepted: () => 7,
    save: (some) => {
      saves.push(some.length);
      chunks.push(...some);
    },
  });
  return { collects, chunks, saves, elapse: () => due?.() };
}

test('lines that come together become one chunk', () => {
  const { collects, chunks, elapse } = collector();
  collects.take('stdout', Buffer.from('one\n'));
  collects.take('stdout', Buffer.from('two\n'));
  expect(chunks).toEqual([]);
  elapse();
  expect(chunks).toEqual([{ sequence: 1, stream: 'stdout', text: 'one\ntwo\n', sinceAccepted: 7 }]);
});

test('both streams keep the order they were read in, under one numbering', () => {
  const { collects, chunks } = collector();
  collects.take('stdout', Buffer.from('a'));
  collects.take('stderr', Buffer.from('b'));
  collects.take('stdout', Buffer.from('c'));
  collects.end();
  expect(chunks.map(({ sequence, stream, text }) => [sequence, stream, text])).toEqual([
    [1, 'stdout', 'a'],
    [2, 'stderr', 'b'],
    [3, 'stdout', 'c'],
  ]);
});

test('a character that comes in two halves is not broken, also when the other stream speaks in between', () => {
  const { collects, chunks } = collector();
  const euro = Buffer.from('€');
  collects.take('stdout', euro.subarray(0, 1));
  collects.take('stderr', Buffer.from('!'));
  collects.take('stdout', euro.subarray(1));
  collects.end();
  expect(chunks.map((chunk) => chunk.text)).toEqual(['!', '€']);
});

test('bytes that are no text become replacement characters, and a half character at the end is not lost', () => {
  const { collects, chunks } = collector();
  collects.take('stdout', Buffer.from([0x61, 0xff, 0x62, 0xe2]));
  collects.end();
  expect(chunks.map((chunk) => chunk.text).join('')).toBe('a\ufffdb\ufffd');
});

test('much output is handed on at once, in chunks the wire allows', () => {
  const { collects, chunks, saves } = collector();
  const text = 'äöü€😀'.repeat(10_000);
  collects.take('stdout', Buffer.from(text));
  expect(saves).toHaveLength(1);
  expect(chunks.map((chunk) => chunk.text).join('')).toBe(text);
  for (const chunk of chunks) {
    expect(Buffer.byteLength(chunk.text)).toBeLessThanOrEqual(LIMITS.outputChunkBytes);
    expect(chunk.text.isWellFormed()).toBe(true);
  }
});

test('text is cut between characters at every length', () => {
  const text = 'aä€😀b';
  for (const bytes of [4, 5, 6, 7]) {
    const pieces = [...cut(text, bytes)];
    expect(pieces.join('')).toBe(text);
    expect(Math.max(...pieces.map((piece) => Buffer.byteLength(piece)))).toBeLessThanOrEqual(bytes);
  }
});
