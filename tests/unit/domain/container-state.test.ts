import { expect, test } from 'vitest';
import { containerState, pendingJobs, sameCounts } from '#domain/container-state.ts';
import { JobState, PENDING_STATES } from '#protocol/job.ts';
import type { ContainerState, JobCounts } from '#protocol/views/container.ts';
import { THEN } from '#tests/support/builders.ts';
import { later } from './events.ts';

const started = { paused: false, startAt: THEN };
const later1 = { paused: false, startAt: later(60_001) };
const paused = { paused: true, startAt: later(60_001) };

test.each<[ContainerState, { paused: boolean; startAt: Date }, JobCounts]>([
  ['paused', paused, { waiting: 1, failed: 1 }],
  ['failed', paused, { failed: 1 }],
  ['scheduled', later1, { waiting: 1, failed: 1 }],
  ['cancelled', later1, { cancelled: 2 }],
  ['running', { paused: false, startAt: later(60_000) }, { waiting: 1 }],
  ['running', started, { executing: 1, failed: 3, cancelled: 1 }],
  ['failed', started, { succeeded: 9, failed: 1, cancelled: 1 }],
  ['failed', started, { expired: 1 }],
  ['failed', started, { aborted: 1, cancelled: 1 }],
  ['failed', started, { incompatible: 1 }],
  ['cancelled', started, { cancelled: 1, succeeded: 5 }],
  ['succeeded', started, { succeeded: 5 }],
  ['succeeded', started, { alreadyInstalled: 2 }],
  ['succeeded', started, {}],
])('[C1] %s: %j with jobs %j', (state, container, counts) => {
  expect(containerState({ ...container, counts }, later(60_000))).toBe(state);
});

test.each(JobState.options)(
  '[C1] one job that is %s keeps a container running only while it is pending',
  (state) => {
    const pending = PENDING_STATES.some((one) => one === state);
    expect(pendingJobs({ [state]: 2 })).toBe(pending ? 2 : 0);
    expect(containerState({ ...started, counts: { [state]: 1 } }, THEN) === 'running').toBe(pending);
  },
);

test('[C1] counts that differ only by zeros say the same', () => {
  expect(sameCounts({ waiting: 1, failed: 0 }, { waiting: 1 })).toBe(true);
  expect(sameCounts({ waiting: 1 }, { waiting: 1, failed: 1 })).toBe(false);
  expect(sameCounts({ waiting: 1 }, { failed: 1 })).toBe(false);
});
