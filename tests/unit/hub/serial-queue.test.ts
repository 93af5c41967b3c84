import { expect, test } from 'vitest';
import { SerialQueue } from '#hub/serial-queue.ts';

const gate = () => Promise.withResolvers<void>();

test('tasks run one after another, in the order in which they came', async () => {
  const queue = new SerialQueue(10);
  const happened: string[] = [];
  const first = gate();
  const begun = gate();
  const results = [
    queue.run(async () => {
      begun.resolve();
      await first.promise;
      happened.push('one');
      return 1;
    }),
    queue.run(async () => {
      happened.push('two');
      return 2;
    }),
  ];
  await begun.promise;
  expect(happened).toEqual([]);
  first.resolve();
  expect(await Promise.all(results)).toEqual([1, 2]);
  expect(happened).toEqual(['one', 'two']);
});

test.each([
  ['rejects', () => Promise.reject(new Error('broken'))],
  [
    'throws',
    (): Promise<never> => {
      throw new Error('broken');
    },
  ],
])('a task that %s fails for its caller alone; the next one runs', async (_, broken) => {
  const queue = new SerialQueue(10);
  const failing = queue.run(broken);
  const next = queue.run(async () => 'ran');
  await expect(failing).rejects.toThrow('broken');
  await expect(next).resolves.toBe('ran');
});

test('it is full while as many tasks wait or run as it takes, and has room again when one is done', async () => {
  const queue = new SerialQueue(2);
  const held = gate();
  const first = queue.run(() => held.promise);
  expect(queue.isFull).toBe(false);
  const second = queue.run(() => Promise.reject(new Error('broken')));
  expect(queue.isFull).toBe(true);
  held.resolve();
  await first;
  expect(queue.isFull).toBe(false);
  await expect(second).rejects.toThrow();
});

test('a task that failed gives its place free', async () => {
  const queue = new SerialQueue(1);
  await expect(queue.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(queue.isFull).toBe(false);
});

test('it is drained when everything that waited has run, failures included', async () => {
  const queue = new SerialQueue(10);
  const ran: number[] = [];
  const failing = queue.run(() => Promise.reject(new Error('broken'))).catch(() => ran.push(1));
  void queue.run(async () => ran.push(2));
  await queue.drained();
  await failing;
  expect(ran.toSorted()).toEqual([1, 2]);
  await new SerialQueue(1).drained();
});
