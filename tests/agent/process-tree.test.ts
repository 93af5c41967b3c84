import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '#agent/clock.ts';
import { markProcess } from '#agent/executors/process-table.ts';
import { ProcessTree } from '#agent/executors/process-tree.ts';

/** Begins when it can no longer be asked to end. */
const STUBBORN = `trap '' TERM; echo deaf; while :; do sleep 0.05; done`;

test('a computer so busy that one look takes longer than any patience stops a procedure all the same', async () => {
  const child = spawn('sh', ['-c', STUBBORN], { detached: true });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  const mark = child.pid === undefined ? undefined : markProcess(child.pid);
  if (mark === undefined) throw new Error('It did not start.');
  let passed = 0;
  const busy = { ...systemClock, monotonic: () => (passed += 60_000) };
  expect(await new ProcessTree(mark, busy).stop()).toBe(true);
  expect((await ended)[1]).toBe('SIGKILL');
});
