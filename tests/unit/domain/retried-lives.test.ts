import { expect, test } from 'vitest';
import { recordReport, retry, type Advance } from '#domain/job-state.ts';
import type { Job } from '#domain/job.ts';
import { isTerminal, mayTurn } from '#domain/transitions.ts';
import type { AttemptEvent } from '#protocol/agent.ts';
import { LIMITS } from '#protocol/limits.ts';
import { aJob } from '#tests/support/builders.ts';
import { EVENTS, failed, frozen, later, step, succeeded, type EventName } from './events.ts';
import { seeded, seeds, type Seeded } from './seeded.ts';

const LIVES = 300;
const TURNS = 240;
const NAMES = Object.keys(EVENTS) as EventName[];
/** What brings a job on, so that each life has many attempts. */
const ONWARD: Partial<Record<Job['state'], EventName[]>> = {
  waiting: [...Array.from({ length: 8 }, () => 'push' as const), 'abort', 'expire', 'requestCancel'],
  pushed: ['accept', 'executing', 'withdraw'],
  executing: [...Array.from({ length: 12 }, () => 'failed' as const), 'loseAgent', 'succeeded'],
};

interface Turn {
  before: Job;
  advance: Advance;
  kind: 'retry' | 'report' | 'event';
  now: Date;
}

/** A report about any attempt there ever was, the current one mostly. */
function anyReport(job: Job, chosen: Seeded): AttemptEvent {
  const number = chosen.chance(0.6) ? (job.attempt?.number ?? 1) : chosen.whole(0, job.lastAttemptNumber + 1);
  return chosen.oneOf([
    step('downloading', number),
    step('unpacking', number),
    step('executing', number),
    succeeded(number),
    failed(number, chosen.whole(1, 2)),
  ]);
}

function take(job: Job, chosen: Seeded, now: Date): Turn {
  if (isTerminal(job.state) && chosen.chance(0.5)) {
    return {
      before: job,
      now,
      kind: 'retry',
      advance: retry(job, { alreadyInstalled: chosen.chance(0.02), now }),
    };
  }
  if (chosen.chance(0.3)) {
    const report = anyReport(job, chosen);
    const advance = recordReport(job, report, now);
    if (report.attempt !== job.attempt?.number) expect(advance.outcome).toBe('refused');
    if (advance.outcome === 'changed') expectOnce(advance.job, report, now);
    return { before: job, now, kind: 'report', advance };
  }
  const names = chosen.chance(0.7) ? (ONWARD[job.state] ?? NAMES) : NAMES;
  return {
    before: job,
    now,
    kind: 'event',
    advance: EVENTS[chosen.oneOf(names)](job, job.lastAttemptNumber, now),
  };
}

/** J9: what was taken is not taken again. */
function expectOnce(job: Job, report: AttemptEvent, now: Date): void {
  expect(recordReport(job, report, now).outcome).not.toBe('changed');
}

function expectLawful({ before, advance, kind, now }: Turn, endAt: Date | undefined): void {
  if (advance.outcome !== 'changed') return;
  const after = advance.job;
  if (kind === 'retry') {
    expect(['failed', 'expired', 'aborted', 'cancelled']).toContain(before.state);
    expect(['waiting', 'alreadyInstalled']).toContain(after.state);
    expect(endAt === undefined || now < endAt).toBe(true);
    expect(after.attempt).toBeUndefined();
    expect(after.earlierAttempts?.at(-1)?.number).toBe(
      (before.attempt ?? before.earlierAttempts?.at(-1))?.number,
    );
  } else if (isTerminal(before.state)) {
    expect(before.attempt?.reason).toBe('agentLost');
    expect(kind === 'report' || after.attempt?.number === before.attempt?.number).toBe(true);
  } else if (after.state !== before.state) {
    expect(mayTurn(before.state, after.state)).toBe(true);
  }
}

/** Attempts that a job remembers: never more than the limit, each later than the one before, the current the last. */
function expectRemembered(job: Job): void {
  const earlier = (job.earlierAttempts ?? []).map(({ number }) => number);
  expect(earlier.length).toBeLessThanOrEqual(LIMITS.earlierAttempts);
  const all = job.attempt === undefined ? earlier : [...earlier, job.attempt.number];
  expect(all).toEqual([...new Set(all)].toSorted((one, other) => one - other));
  expect(all.every((number) => number <= job.lastAttemptNumber)).toBe(true);
}

test(`[J2] [J6] [J9] [J15] hold through ${LIVES} lives of ${TURNS} turns, retries among them`, () => {
  const seen = { retries: 0, refusedAfterEnd: 0, full: 0, afterSuccess: 0 };
  for (const seed of seeds(LIVES)) {
    const chosen = seeded(seed);
    const endAt = chosen.chance(0.2) ? later(100_000) : undefined;
    let job = frozen(aJob(endAt === undefined ? {} : { endAt }));
    try {
      for (let turn = 0; turn < TURNS; turn += 1) {
        const taken = take(job, chosen, later(turn * 1_000));
        expectLawful(taken, endAt);
        const { advance, kind } = taken;
        if (kind === 'retry' && advance.outcome === 'refused') {
          if (advance.code === 'containerEnded') seen.refusedAfterEnd += 1;
          if (job.state === 'succeeded') seen.afterSuccess += 1;
        }
        if (advance.outcome !== 'changed') continue;
        if (kind === 'retry') seen.retries += 1;
        job = frozen(advance.job);
        expectRemembered(job);
      }
      if (job.earlierAttempts?.length === LIMITS.earlierAttempts) seen.full += 1;
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
  }
  // The walk really got there.
  expect(seen.retries).toBeGreaterThan(1_000);
  expect(seen.refusedAfterEnd).toBeGreaterThan(20);
  expect(seen.afterSuccess).toBeGreaterThan(100);
  expect(seen.full).toBeGreaterThan(5);
});
