import { describe, expect, test } from 'vitest';
import { PORTION_BYTES, ResumableUpload, type UploadState } from '#lib/packages/resumable-upload.ts';
import { replyOf, type Reply, type UploadRequests } from '#lib/packages/upload-reply.ts';
import type { FormProblem } from '#lib/services/form-problem.ts';
import type { FinishedUpload, UploadView } from '#protocol/views/upload.ts';

const CONTENT: FinishedUpload = { sha256: 'c'.repeat(64), bytes: 9, fileName: 'files.zip', files: 2 };
const refused = (code: FormProblem['code'], offset?: number): Reply<never> => ({
  kind: 'refused',
  problem: { code, message: code, fields: [] },
  ...(offset === undefined ? {} : { offset }),
});
const LOST = { kind: 'lost' } as const;

/** A hub that keeps count, and a line that answers as it is told, request by request. */
function scene(
  sizes: readonly number[],
  script: { send?: (Reply<never> | 'arrives, answer lost')[]; finish?: Reply<never>[] } = {},
) {
  const received = sizes.map(() => 0);
  const asked: string[] = [];
  const states: UploadState[] = [];
  const progress: number[] = [];
  const waits: number[] = [];
  let id = 0;
  const view = (): UploadView => ({
    id: String(id).padStart(24, '0'),
    files: received.map((count, index) => ({ index, received: count })),
    expiresAt: '2026-01-01T00:00:00.000Z',
  });
  const gone: string[] = [];
  const requests: UploadRequests = {
    async begin() {
      asked.push('begin');
      id += 1;
      received.fill(0);
      return { kind: 'ok', value: view() };
    },
    async state() {
      asked.push('state');
      return { kind: 'ok', value: view() };
    },
    async send({ index, offset, bytes }, { progress: told }) {
      asked.push(`send ${index} at ${offset}`);
      told(bytes.size);
      const answer = script.send?.shift();
      if (answer !== undefined && answer !== 'arrives, answer lost') return answer;
      received[index] = offset + bytes.size;
      return answer === undefined ? { kind: 'ok', value: { received: received[index] ?? 0 } } : LOST;
    },
    async finish() {
      asked.push('finish');
      return script.finish?.shift() ?? { kind: 'ok', value: CONTENT };
    },
    cancel: (uploadId) => void gone.push(uploadId),
  };
  const files = sizes.map((size, index) => ({
    path: `${index}.bin`,
    file: new File([new Uint8Array(size)], `${index}.bin`),
  }));
  const upload = new ResumableUpload({
    files,
    requests,
    wait: async (milliseconds) => void waits.push(milliseconds),
    now: () => 0,
    told: (state) => void states.push(state),
    progressed: (bytes) => void progress.push(bytes),
  });
  return { upload, requests, asked, states, progress, waits, gone, received };
}

const phases = (states: readonly UploadState[]) => states.map(({ phase }) => phase);

describe('an upload from the browser', () => {
  test('sends every file, empty ones by their announcement alone, and finishes', async () => {
    const it = scene([3, 0, 5]);
    await it.upload.run();
    expect(it.asked).toEqual(['begin', 'send 0 at 0', 'send 2 at 0', 'finish']);
    expect(phases(it.states)).toEqual(['sending', 'finishing', 'finished']);
    expect(it.states.at(-1)).toEqual({ phase: 'finished', content: CONTENT });
    expect(it.progress.at(-1)).toBe(8);
  });

  test('sends a large file in portions', async () => {
    const it = scene([PORTION_BYTES + 7]);
    await it.upload.run();
    expect(it.asked).toEqual(['begin', 'send 0 at 0', `send 0 at ${PORTION_BYTES}`, 'finish']);
  });

  test('after a break asks where it is, and goes on there', async () => {
    const it = scene([PORTION_BYTES + 7], { send: ['arrives, answer lost'] });
    await it.upload.run();
    expect(it.asked).toEqual(['begin', 'send 0 at 0', 'state', `send 0 at ${PORTION_BYTES}`, 'finish']);
    expect(phases(it.states)).toEqual(['sending', 'waiting', 'sending', 'finishing', 'finished']);
  });

  test('waits longer after each break in vain, half a minute at most, and is quick again after a success', async () => {
    const it = scene([PORTION_BYTES + 7], { send: Array<Reply<never>>(7).fill(LOST) });
    await it.upload.run();
    expect(it.waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    const again = scene([PORTION_BYTES * 3], { send: [LOST, LOST] });
    await again.upload.run();
    expect(again.waits).toEqual([1_000, 2_000]);
  });

  test('corrects its place when the hub says another one', async () => {
    const it = scene([10], { send: [refused('uploadOffset', 4)] });
    await it.upload.run();
    expect(it.asked).toEqual(['begin', 'send 0 at 0', 'send 0 at 4', 'finish']);
  });

  test('begins anew when it has expired at the hub meanwhile', async () => {
    const it = scene([10], { send: [LOST] });
    const { requests } = it;
    requests.state = async () => refused('notFound');
    await it.upload.run();
    expect(it.asked).toEqual(['begin', 'send 0 at 0', 'begin', 'send 0 at 0', 'finish']);
  });

  test('is at its end when the hub refuses, and says why', async () => {
    const it = scene([10], { finish: [refused('archiveUnsafe')] });
    await it.upload.run();
    expect(it.states.at(-1)).toMatchObject({ phase: 'refused', problem: { code: 'archiveUnsafe' } });
    const full = scene([10, 10, 10], { send: [refused('diskFull')] });
    await full.upload.run();
    expect(full.states.at(-1)).toMatchObject({ phase: 'refused', problem: { code: 'diskFull' } });
  });

  test('cancelled, it tells nothing more and is ended at the hub', async () => {
    const it = scene([10]);
    const { requests } = it;
    const finish = requests.finish.bind(requests);
    requests.finish = async (...of) => {
      it.upload.cancel();
      return finish(...of);
    };
    await it.upload.run();
    expect(phases(it.states)).toEqual(['sending', 'finishing']);
    expect(it.gone).toHaveLength(1);
  });

  test('cancelled while it began, it is ended at the hub all the same', async () => {
    const it = scene([10]);
    const { requests } = it;
    const begin = requests.begin.bind(requests);
    requests.begin = async (...of) => {
      it.upload.cancel();
      return begin(...of);
    };
    await it.upload.run();
    expect(it.gone).toHaveLength(1);
    expect(it.asked).toEqual(['begin']);
  });
});

describe('an answer of the hub', () => {
  test.each([
    [503, JSON.stringify({ code: 'stopping' })],
    [503, JSON.stringify({ code: 'unavailable' })],
    [400, JSON.stringify({ code: 'uploadBroken' })],
    [502, '<html>Bad Gateway</html>'],
    [504, ''],
    [0, ''],
  ])('%d %s may pass', (status, body) => {
    expect(replyOf(status, body)).toEqual({ kind: 'lost' });
  });

  test('a refusal keeps its words, and the place it names', () => {
    const body = JSON.stringify({ code: 'uploadOffset', detail: 'This file goes on at byte 4.' });
    expect(replyOf(409, body, '4')).toEqual({
      kind: 'refused',
      problem: { code: 'uploadOffset', message: 'This file goes on at byte 4.', fields: [] },
      offset: 4,
    });
    expect(replyOf(413, '<html>too large for this proxy</html>')).toMatchObject({ kind: 'refused' });
  });

  test('the place 0 is a place', () => {
    expect(replyOf(409, JSON.stringify({ code: 'uploadOffset' }), '0')).toMatchObject({ offset: 0 });
  });
});
