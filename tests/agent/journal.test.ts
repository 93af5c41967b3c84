import { expect, test } from 'vitest';
import { openDatabase } from '#agent/database.ts';
import type { OutputChunk } from '#protocol/agent.ts';
import { StandingClock } from './support/clock.ts';
import { jobOrder } from './support/jobs.ts';
import { openMemory } from './support/memory.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const MARK = { pid: 4711, start: '99' };

test('an attempt is accepted once; while it is held there is no room for another', () => {
  const { journal } = openMemory(temporaryFolder(), { clock: new StandingClock() });
  const job = jobOrder();
  expect(journal.accept(job)).toBe('accepted');
  expect(journal.accept(job)).toBe('known');
  expect(journal.accept(jobOrder())).toBe('busy');
  expect(journal.accept({ ...job, attempt: 2 })).toBe('busy');
});

test('a finished attempt is still known, and leaves room for the next', () => {
  const { journal } = openMemory(temporaryFolder(), { clock: new StandingClock() });
  const job = jobOrder();
  journal.accept(job);
  journal.finish(job, { event: 'succeeded', exitCode: 0 });
  expect(journal.accept(job)).toBe('known');
  expect(journal.accept({ ...job, attempt: 2 })).toBe('accepted');
});

test('everything is there again after the agent died', () => {
  const folder = temporaryFolder();
  const clock = new StandingClock();
  const job = jobOrder({ procedure: 'echo "quotes \' and \n lines"' });
  const before = openMemory(folder, { clock });
  before.journal.accept(job);
  before.journal.begin(job, MARK);
  before.journal.requestCancel(job);
  before.close();

  clock.pass(1500);
  const after = openMemory(folder, { clock });
  expect(after.journal.held()).toEqual({
    key: { jobId: job.jobId, attempt: 1 },
    order: job,
    phase: 'executing',
    begun: true,
    cancelRequested: true,
    process: MARK,
    runningFor: 1500,
  });
  expect(after.outbox.head()?.event.event).toBe('executing');
});

test('after another boot the process of an attempt is none of ours', () => {
  const folder = temporaryFolder();
  const clock = new StandingClock();
  const job = jobOrder();
  const before = openMemory(folder, { clock });
  before.journal.accept(job);
  before.journal.begin(job, MARK);
  before.close();

  const { journal } = openMemory(folder, { clock, bootId: 'boot-2' });
  expect(journal.held()).toMatchObject({ begun: true });
  expect(journal.held()).not.toHaveProperty('process');
});

test('spans are measured by the monotonic clock, over a reboot by the wall clock, and are never negative', () => {
  const folder = temporaryFolder();
  const clock = new StandingClock();
  const job = jobOrder();
  const before = openMemory(folder, { clock });
  before.journal.accept(job);
  clock.pass(250);
  expect(before.journal.sinceAccepted(job)).toBe(250);
  before.close();

  clock.reboot(60_000);
  const after = openMemory(folder, { clock, bootId: 'boot-2' });
  expect(after.journal.sinceAccepted(job)).toBe(60_250);
  clock.reboot(-3_600_000);
  expect(after.journal.sinceAccepted(job)).toBe(0);
});

test('a step that was taken before a crash is not reported again, and none is taken after the end', () => {
  const { journal, outbox } = openMemory(temporaryFolder(), { clock: new StandingClock() });
  const job = jobOrder();
  journal.accept(job);
  journal.advance(job, 'downloading');
  journal.advance(job, 'unpacking');
  journal.advance(job, 'downloading');
  journal.finish(job, { event: 'cancelled' });
  expect(journal.begin(job, MARK)).toBe(false);
  expect(journal.finish(job, { event: 'succeeded', exitCode: 0 })).toBe(false);

  const events: string[] = [];
  for (let report = outbox.head(); report !== undefined; report = outbox.head()) {
    events.push(`${report.number} ${report.event.event}`);
    outbox.remove(report.number);
  }
  expect(events).toEqual(['1 downloading', '2 unpacking', '3 cancelled']);
});

test('report numbers go on growing when the outbox was empty in between', () => {
  const folder = temporaryFolder();
  const clock = new StandingClock();
  const before = openMemory(folder, { clock });
  const first = jobOrder();
  before.journal.accept(first);
  before.journal.finish(first, { event: 'cancelled' });
  before.outbox.remove(1);
  before.close();

  const after = openMemory(folder, { clock });
  const second = jobOrder();
  after.journal.accept(second);
  after.journal.finish(second, { event: 'cancelled' });
  expect(after.outbox.head()?.number).toBe(2);
});

test('a dropped attempt takes its unsent reports along; one that has begun cannot be dropped', () => {
  const { journal, outbox } = openMemory(temporaryFolder(), { clock: new StandingClock() });
  const dropped = jobOrder();
  journal.accept(dropped);
  journal.advance(dropped, 'downloading');
  expect(journal.drop(dropped)).toBe(true);
  expect(outbox.head()).toBeUndefined();
  expect(journal.accept(dropped)).toBe('known');

  const begun = jobOrder();
  journal.accept(begun);
  journal.begin(begun, MARK);
  expect(journal.drop(begun)).toBe(false);
  expect(journal.held()?.key.jobId).toBe(begun.jobId);
});

test('the journal remembers the newest thousand finished attempts', () => {
  const { journal } = openMemory(temporaryFolder(), { clock: new StandingClock() });
  const jobs = Array.from({ length: 1002 }, () => jobOrder());
  for (const job of jobs) {
    journal.accept(job);
    journal.finish(job, { event: 'cancelled' });
  }
  const [first, second, third] = jobs;
  if (first === undefined || second === undefined || third === undefined) throw new Error('no jobs');
  expect(journal.accept(third)).toBe('known');
  expect(journal.accept(second)).toBe('accepted');
});

test('a second agent on the same folder is refused', () => {
  const folder = temporaryFolder();
  openMemory(folder, { clock: new StandingClock() });
  expect(() => openDatabase(folder)).toThrow(/Another agent runs/);
});

const chunk = (sequence: number, text: string): OutputChunk => ({
  sequence,
  stream: 'stdout',
  text,
  sinceAccepted: 1,
});

test('output waits until it is acknowledged, and its bytes are known also after a restart', () => {
  const folder = temporaryFolder();
  const clock = new StandingClock();
  const job = jobOrder();
  const before = openMemory(folder, { clock });
  before.spool.add(job, [chunk(1, 'ä'), chunk(2, 'a\0b'), chunk(3, 'xyz')]);
  before.spool.acknowledge(job, 1);
  expect(before.spool.unacknowledgedBytes).toBe(6);
  before.close();

  const { spool } = openMemory(folder, { clock });
  expect(spool.unacknowledgedBytes).toBe(6);
  expect(spool.first(job, 10).map((one) => one.text)).toEqual(['a\0b', 'xyz']);
  spool.acknowledge(job, 3);
  expect(spool.unacknowledgedBytes).toBe(0);
  expect(spool.oldest()).toBeUndefined();
});
