import { pino } from 'pino';
import { beforeEach, describe, expect, test } from 'vitest';
import { RuleWorker } from '#hub/scheduler/rule-worker.ts';
import { firstRunAfter, TIMETABLE } from '#hub/scheduler/timetable.ts';
import type { Finding } from '#protocol/finding.ts';
import type { WorkerReport } from '#protocol/worker.ts';
import { THEN } from '#tests/support/builders.ts';
import { drivenClock, type DrivenClock } from '#tests/support/driven-clock.ts';

const PURGE: Finding = { kind: 'auditPurgeable' };
const DONE: WorkerReport = { outcome: 'done', findings: [], more: false, milliseconds: 1 };
const FAILED: WorkerReport = { outcome: 'failed', reason: 'no such luck' };

let clock: DrivenClock;
let worker: RuleWorker;
/** Seconds after the start at which runs began. */
let runs: number[];
let report: WorkerReport;
let handled: Finding[];
let handle: (finding: Finding) => Promise<void>;
/** Lines of the log, warnings and worse. */
let logged: Record<string, unknown>[];

beforeEach(() => {
  clock = drivenClock(THEN);
  runs = [];
  report = DONE;
  handled = [];
  handle = (finding) => Promise.resolve(void handled.push(finding));
  logged = [];
  const write = (line: string) => void logged.push(JSON.parse(line) as Record<string, unknown>);
  worker = new RuleWorker({
    rule: 'expire',
    everySeconds: 60,
    clock,
    log: pino({ level: 'warn' }, { write }),
    run: () => {
      runs.push((clock.now().getTime() - THEN.getTime()) / 1000);
      return Promise.resolve(report);
    },
    handle: (finding) => handle(finding),
  });
});

const seconds = (number: number) => clock.advance(number * 1000);

describe('when a rule runs', () => {
  test('first when it is told to, then again and again', async () => {
    worker.runAfter(5);
    await seconds(200);
    expect(runs).toEqual([5, 65, 125, 185]);
    expect(worker.view()).toMatchObject({ rule: 'expire', state: 'resting', everySeconds: 60, runs: 4 });
  });

  test('the first runs of the rules are apart, and all within a minute', () => {
    const moments = Object.keys(TIMETABLE).map((_, place) => firstRunAfter(place));
    expect(new Set(moments).size).toBe(moments.length);
    expect(Math.max(...moments)).toBeLessThan(60);
  });

  test('after a failure soon, then later and later, and never later than usual', async () => {
    report = FAILED;
    worker.runAfter(0);
    await seconds(200);
    expect(runs).toEqual([0, 5, 15, 35, 75, 135, 195]);
    expect(worker.view()).toMatchObject({
      state: 'failing',
      failures: 7,
      lastProblem: { at: new Date(THEN.getTime() + 195_000).toISOString(), text: 'no such luck' },
    });
    report = DONE;
    await seconds(60);
    expect(worker.view()).toMatchObject({ state: 'resting', runs: 8, failures: 7 });
    report = FAILED;
    await seconds(65);
    expect(runs.slice(-2)).toEqual([315, 320]);
  });

  test('what found more than it may say runs again at once', async () => {
    report = { ...DONE, more: true };
    worker.runAfter(0);
    await seconds(2);
    expect(runs).toEqual([0, 1, 2]);
  });

  test('never twice at once', async () => {
    const first = worker.runNow();
    const second = worker.runNow();
    await Promise.all([first, second]);
    expect(runs).toEqual([0]);
    await seconds(60);
    expect(runs).toEqual([0, 60]);
  });
});

test('a worker that fails is logged each time: which rule, why, and how often in a row', async () => {
  report = { outcome: 'failed', reason: 'no such luck', stack: 'Error: no such luck at expire.ts:7' };
  worker.runAfter(0);
  await seconds(5);
  const line = {
    level: pino.levels.values['warn'],
    rule: 'expire',
    reason: 'no such luck',
    stack: 'Error: no such luck at expire.ts:7',
    msg: 'a worker failed; it is started again',
  };
  expect(logged).toMatchObject([
    { ...line, inARow: 1 },
    { ...line, inARow: 2 },
  ]);
  report = DONE;
  await seconds(60);
  expect(logged).toHaveLength(2);
});

describe('what a rule finds', () => {
  test('is handled one by one; one that cannot be is noted and holds up no other', async () => {
    report = { ...DONE, findings: [PURGE, { kind: 'historyPurgeable' }] };
    handle = (finding) => {
      handled.push(finding);
      return finding === PURGE ? Promise.reject(new Error('not now')) : Promise.resolve();
    };
    await worker.runNow();
    expect(handled).toHaveLength(2);
    expect(worker.view()).toMatchObject({
      state: 'resting',
      failures: 0,
      findings: 2,
      lastProblem: { text: 'not now' },
    });
    expect(logged).toMatchObject([{ rule: 'expire', finding: PURGE, reason: 'not now' }]);
  });

  test('belongs to the run: the next one waits for it', async () => {
    const finding = Promise.withResolvers<void>();
    report = { ...DONE, findings: [PURGE] };
    handle = () => finding.promise;
    const run = worker.runNow();
    await seconds(300);
    expect([runs, worker.view().state]).toEqual([[0], 'running']);
    report = DONE;
    finding.resolve();
    await run;
    expect(worker.view().state).toBe('resting');
    await seconds(1);
    expect(runs).toEqual([0, 301]);
  });
});

test('the begin and the end of the last run are remembered', async () => {
  await worker.runNow();
  expect(worker.view()).toMatchObject({
    lastStartedAt: THEN.toISOString(),
    lastEndedAt: THEN.toISOString(),
  });
});

test('a worker that is stopped handles no further finding and runs no more', async () => {
  const finding = Promise.withResolvers<void>();
  report = { ...DONE, findings: [PURGE, { kind: 'historyPurgeable' }] };
  handle = (one) => {
    handled.push(one);
    return finding.promise;
  };
  const run = worker.runNow();
  await seconds(0);
  const stopped = worker.stop();
  finding.resolve();
  await Promise.all([run, stopped]);
  await seconds(3600);
  expect([handled.length, runs]).toEqual([1, [0]]);
});
