import { describe, expect, test } from 'vitest';
import type { JobView } from '#protocol/views/container.ts';
import { momentsOf, resultOf, runTime, startDelay } from '#lib/words/job-result.ts';
import { whyNot } from '#lib/words/permission.ts';
import { whyWaiting } from '#lib/words/waiting.ts';

const DUE = '2026-11-23T12:00:00.000Z';
const at = (milliseconds: number) => new Date(Date.parse(DUE) + milliseconds).toISOString();

describe('how a job ended, in words', () => {
  test.each<[Pick<JobView, 'state' | 'exitCode' | 'reason'>, string | undefined]>([
    [{ state: 'succeeded', exitCode: 0 }, 'exit code 0'],
    [
      { state: 'failed', exitCode: 1603, reason: 'exitCodeNotAccepted' },
      'exit code 1603 does not count as success',
    ],
    [{ state: 'failed', reason: 'downloadFailed' }, 'The content could not be downloaded'],
    [{ state: 'executing' }, undefined],
    [{ state: 'alreadyInstalled' }, undefined],
  ])('%j', (job, words) => expect(resultOf(job)).toBe(words));
});

test('the start is told by its distance from the due time', () => {
  expect(startDelay({ dueAt: DUE })).toBeUndefined();
  expect(startDelay({ dueAt: DUE, startedAt: at(38) })).toBe('started 38 ms after its due time');
});

test('a job that runs counts on, one that has ended stands still', () => {
  const now = Date.parse(at(9000));
  expect(runTime({ state: 'executing', times: { dueAt: DUE, startedAt: at(0) } }, now)).toBe('9 s');
  expect(
    runTime({ state: 'failed', times: { dueAt: DUE, startedAt: at(0), finishedAt: at(1500) } }, now),
  ).toBe('1.5 s');
  expect(runTime({ state: 'waiting', times: { dueAt: DUE } }, now)).toBeUndefined();
});

test('only moments that have come are named', () => {
  expect(momentsOf({ dueAt: DUE, startedAt: at(38) })).toEqual([
    { name: 'Due', at: DUE },
    { name: 'Started', at: at(38), after: '+38 ms' },
  ]);
});

test('a waiting job says why', () => {
  const now = Date.parse(DUE);
  expect(whyWaiting({ reason: 'startDate', until: at(7_200_000) }, now)).toBe('Starts in 2 h');
  expect(whyWaiting({ reason: 'computerOffline', since: at(-240_000) }, now)).toContain(
    'last seen 4 min ago',
  );
  expect(whyWaiting(undefined, now)).toBe('Waits for its turn');
});

test('a disabled button names the role that is needed', () => {
  expect(whyNot('admin', 'package.delete')).toBeUndefined();
  expect(whyNot('viewer', 'package.delete')).toBe('Needs the role operator; you are signed in as viewer.');
});
