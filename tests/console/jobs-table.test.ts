import { describe, expect, test } from 'vitest';
import { jobView } from '#hub/views/job-view.ts';
import { fitting, sortedJobs, type JobSort } from '#lib/containers/job-order.ts';
import { leftWords, paceOf } from '#lib/containers/pace.ts';
import { ShownJobs } from '#lib/containers/shown-jobs.svelte.ts';
import type { Job } from '#domain/job.ts';
import { aJob, anAttempt, THEN } from '#tests/support/builders.ts';

let sequence = 0;
const view = (given: Partial<Job>) => jobView(aJob({ sequence: (sequence += 1), ...given }));
const at = (seconds: number) => new Date(THEN.getTime() + seconds * 1_000);
const ran = (from: number, to?: number) =>
  anAttempt({ startedAt: at(from), ...(to === undefined ? {} : { finishedAt: at(to) }) });
const NOTHING = { state: undefined, search: '', packageId: undefined, sort: undefined };

describe('the table of jobs', () => {
  const jobs = [
    view({ computerName: 'PC-10', state: 'succeeded', attempt: ran(5, 9) }),
    view({ computerName: 'pc-9', state: 'failed', attempt: { ...ran(1, 100), exitCode: 3 } }),
    view({ computerName: 'Ärger', state: 'waiting', packageId: 'b'.repeat(24), packageName: 'editor' }),
    view({ computerName: 'pc-9', state: 'executing', attempt: ran(2) }),
  ];
  const order = (field: JobSort['field'], descending = false) =>
    sortedJobs(jobs, { field, descending }, at(12).getTime()).map((job) => jobs.indexOf(job));

  test('is sorted as people sort; what is not known comes last, both ways', () => {
    expect(order('computer')).toEqual([2, 1, 3, 0]);
    expect(order('computer', true)).toEqual([0, 1, 3, 2]);
    expect(order('package')).toEqual([0, 1, 3, 2]);
    expect(order('state')).toEqual([1, 3, 2, 0]);
    expect(order('start')).toEqual([1, 3, 0, 2]);
    expect(order('start', true)).toEqual([0, 3, 1, 2]);
    expect(order('ran')).toEqual([0, 3, 1, 2]);
    expect(order('result').slice(0, 1)).toEqual([1]);
    expect(sortedJobs(jobs, undefined, 0)).toBe(jobs);
  });

  test('is filtered by state, package and names, of which several can be pasted', () => {
    const fits = (wish: object) =>
      jobs.filter(fitting({ ...NOTHING, ...wish })).map((job) => jobs.indexOf(job));
    expect(fits({ search: 'PC-1' })).toEqual([0]);
    expect(fits({ search: 'pc-10; ärger,\n' })).toEqual([0, 2]);
    expect(fits({ packageId: 'b'.repeat(24) })).toEqual([2]);
    expect(fits({ state: 'failed', search: 'pc' })).toEqual([1]);
  });

  test('keeps each row at its place while somebody is at it, and settles when nobody is', () => {
    const [one, two] = [view({ computerName: 'one', state: 'failed' }), view({ computerName: 'two' })];
    const known = new Map([one, two].map((job) => [job.id, job]));
    const wish = { ...NOTHING, sort: { field: 'state', descending: false } } as const;
    const shown = new ShownJobs([one, two], wish, (id) => known.get(id));
    const names = () => shown.rows.map(({ computerName, state }) => `${computerName} ${state}`);
    shown.hold(true, 0);
    known.set(one.id, { ...one, state: 'succeeded' });
    const three = view({ computerName: 'three', state: 'failed' });
    known.set(three.id, three);
    shown.update([...known.values()], wish, 1);
    expect(names()).toEqual(['one succeeded', 'two waiting', 'three failed']);
    shown.hold(false, 2);
    expect(names()).toEqual(['three failed', 'two waiting', 'one succeeded']);
    shown.close();
  });

  test('of which thousands change settles now and then, and shows each change at once', () => {
    const many = Array.from({ length: 600 }, (_, place) => view({ computerName: `pc-${place}` }));
    const known = new Map(many.map((job) => [job.id, job]));
    const wish = { ...NOTHING, state: 'waiting' as const };
    const shown = new ShownJobs(many, wish, (id) => known.get(id));
    const [first] = many;
    if (first === undefined) throw new Error('none');
    shown.update([...known.values()], wish, 1_000);
    known.set(first.id, { ...first, state: 'executing' });
    shown.update([...known.values()], wish, 1_100);
    expect(shown.rows).toHaveLength(600);
    expect(shown.rows[0]?.state).toBe('executing');
    shown.update([...known.values()], wish, 1_700);
    expect(shown.rows).toHaveLength(599);
    shown.close();
  });
});

test('[C5] [U2] how a container goes: its start latency, what is left, when it was done', () => {
  const attempt = (offered: number, started: number, finished: number) =>
    anAttempt({
      offeredAt: at(offered),
      startedAt: at(started),
      finishedAt: at(finished),
      recordedAt: at(finished),
    });
  const of = (given: Partial<Job>) => view({ packageId: 'c'.repeat(24), ...given });
  const jobs = [
    ...Array.from({ length: 19 }, () => of({ state: 'succeeded', attempt: attempt(0, 0.2, 60) })),
    of({ state: 'succeeded', attempt: attempt(0, 4, 64) }),
    of({ state: 'executing', attempt: anAttempt({ offeredAt: at(40), startedAt: at(40.2) }) }),
  ];
  const { startLatency, lastEnd, estimate } = paceOf(jobs, at(70).getTime());
  expect(startLatency).toEqual({ p50: 200, p95: 200 });
  expect(lastEnd).toBe(at(64).getTime());
  expect(estimate.left).toBe(30_000);
  expect(leftWords(30_000)).toBe('less than a minute left');
  expect(leftWords(3.2 * 60_000)).toBe('about 4 min left');
  expect(leftWords(2.05 * 3_600_000)).toBe('about 2 h 10 min left');
});
