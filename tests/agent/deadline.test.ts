import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { StandingClock } from './support/clock.ts';
import { jobOrder } from './support/jobs.ts';
import { openMemory } from './support/memory.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { Workshop } from './support/workshop.ts';

/** Content that cannot be had: the hub is away. */
const OUT_OF_REACH = { sha256: 'a'.repeat(64), bytes: 10 };

describe('the time in which a procedure may begin', () => {
  test('is over before it began: it never begins, and that is reported', async () => {
    const workshop = new Workshop();
    const mark = join(workshop.data, 'ran');
    const { result } = await workshop.execute(
      jobOrder({ procedure: `touch ${mark}`, mayStartForMilliseconds: 0 }),
    );
    expect(result).toMatchObject({ event: 'expired' });
    expect(existsSync(mark)).toBe(false);
  });

  test('ends while the hub is away and the content still on its way: the attempt ends there and then', async () => {
    const workshop = new Workshop({ hubReachable: (signal) => untilAborted(signal) });
    const job = jobOrder({ content: OUT_OF_REACH, mayStartForMilliseconds: 150 });
    const { result } = await workshop.execute(job);
    expect(result).toMatchObject({ event: 'expired' });
    expect(result.sinceAccepted).toBeGreaterThanOrEqual(150);
    // Room for the next one, and the same offer is recognised.
    expect(workshop.runner.offer(job)).toEqual({ answer: 'known' });
    expect((await workshop.execute(jobOrder())).result).toMatchObject({ event: 'succeeded' });
  });

  test('does not cut off what has begun', async () => {
    const workshop = new Workshop();
    const { result } = await workshop.execute(
      jobOrder({ procedure: 'sleep 0.6; echo whole', mayStartForMilliseconds: 300 }),
    );
    expect(result).toMatchObject({ event: 'succeeded' });
    expect(result.sinceAccepted).toBeGreaterThan(300);
  });

  test('longer than any timer can be set is no reason to hurry', async () => {
    const workshop = new Workshop();
    const { result } = await workshop.execute(jobOrder({ mayStartForMilliseconds: 400 * 24 * 3_600_000 }));
    expect(result).toMatchObject({ event: 'succeeded' });
  });
});

describe('over a restart', () => {
  /** An agent that accepted a job, and died before it began. */
  function givenAccepted(mark: string) {
    const clock = new StandingClock();
    const data = temporaryFolder();
    const job = jobOrder({ procedure: `touch ${mark}`, mayStartForMilliseconds: 60_000 });
    const before = openMemory(data, { clock });
    before.journal.accept(job);
    before.close();
    return { clock, data, job };
  }

  test.each([
    ['the agent', 'boot-1', (clock: StandingClock) => clock.pass(60_000), 'expired'],
    ['the agent, in time', 'boot-1', (clock: StandingClock) => clock.pass(59_000), 'succeeded'],
    ['the computer: by the wall clock', 'boot-2', (clock: StandingClock) => clock.reboot(60_000), 'expired'],
    ['the computer, in time', 'boot-2', (clock: StandingClock) => clock.reboot(30_000), 'succeeded'],
  ])('of %s the time goes on', async (_, bootId, pass, event) => {
    const mark = join(temporaryFolder(), 'ran');
    const { clock, data, job } = givenAccepted(mark);
    pass(clock);
    const after = new Workshop({ clock, data, bootId });
    after.runner.start();
    expect(await after.resultOf(job)).toMatchObject({ event });
    expect(existsSync(mark)).toBe(event === 'succeeded');
  });
});

describe('an attempt that is asked for back', () => {
  test('and has not begun is forgotten, without a report', () => {
    const workshop = new Workshop();
    const job = jobOrder();
    workshop.runner.offer(job);
    expect(workshop.runner.withdraw(job)).toEqual({ answer: 'withdrawn' });
    expect(workshop.memory.outbox.head()).toBeUndefined();
    expect(workshop.runner.withdraw(job)).toEqual({ answer: 'notHeld' });
    expect(workshop.runner.knownAttempts()).toEqual([]);
  });

  test('and runs goes on', async () => {
    const workshop = new Workshop();
    const job = jobOrder({ procedure: 'echo begun; while [ ! -e ../../go ]; do sleep 0.02; done' });
    workshop.begin(job);
    await workshop.until(() => workshop.textOf(job).includes('begun'));
    expect(workshop.runner.withdraw(job)).toEqual({ answer: 'tooLate' });
    workshop.runner.stopProcedure();
    expect(await workshop.resultOf(job)).toMatchObject({ event: 'failed', reason: 'agentInterrupted' });
  });

  test('and has ended says so as long as its result waits: it must not be taken for one that was never held', async () => {
    const workshop = new Workshop();
    const job = jobOrder();
    workshop.begin(job);
    await workshop.until(() => workshop.memory.outbox.hasResult(job));
    expect(workshop.runner.withdraw(job)).toEqual({ answer: 'tooLate' });
    expect(workshop.runner.cancel(job)).toEqual({ answer: 'stopping' });
    await workshop.resultOf(job);
    expect(workshop.runner.withdraw(job)).toEqual({ answer: 'notHeld' });
  });
});

const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((_, reject) => {
    const giveUp = () => reject(new Error('given up'));
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
