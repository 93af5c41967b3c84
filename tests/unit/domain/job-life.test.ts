import { expect, test } from 'vitest';
import { recordReport, type Advance } from '#domain/job-state.ts';
import type { Attempt, Job } from '#domain/job.ts';
import { isActive, isTerminal, mayTurn } from '#domain/transitions.ts';
import { aJob } from '#tests/support/builders.ts';
import { aReport, EVENTS, failed, frozen, later, succeeded, type EventName } from './events.ts';
import { seeded, seeds, type Seeded } from './seeded.ts';

const LIVES = 400;
const EVENTS_PER_LIFE = 60;
const NAMES = Object.keys(EVENTS) as EventName[];
/** What usually comes next, so that lives get far. */
const USUAL: Partial<Record<Job['state'], EventName[]>> = {
  waiting: ['push'],
  pushed: ['accept', 'downloading', 'executing', 'withdraw'],
  downloading: ['unpacking', 'executing'],
  unpacking: ['executing'],
  executing: ['loseAgent', 'succeeded', 'requestCancel'],
};

interface Life {
  /** States ever seen, over all lives: the walk must really get there. */
  reached: Set<string>;
  overruled: number;
}

/** Anything that can happen, likely or not: mostly the current attempt, sometimes an old or an invented one. */
function happen(job: Job, chosen: Seeded, now: Date): Advance {
  const current = job.attempt?.number ?? job.lastAttemptNumber;
  const number = chosen.chance(0.85) ? current : chosen.whole(0, current + 1);
  if (chosen.chance(0.2)) {
    const result = chosen.oneOf([
      succeeded(number, chosen.whole(0, 1)),
      failed(number, chosen.whole(1, 2)),
      aReport({ event: 'failed', attempt: number, sinceAccepted: 0, reason: 'agentInterrupted' }),
    ]);
    return recordReport(job, result, now);
  }
  const names = chosen.chance(0.6) ? (USUAL[job.state] ?? NAMES) : NAMES;
  return EVENTS[chosen.oneOf(names)](job, number, now);
}

const resultOf = ({ state, attempt }: Job) => ({
  state,
  exitCode: attempt?.exitCode,
  reason: attempt?.reason,
  finishedAt: attempt?.finishedAt,
});
const isOverruled = (before: Job, after: Job) =>
  before.state === 'failed' &&
  before.attempt?.reason === 'agentLost' &&
  before.attempt.number === after.attempt?.number &&
  ['succeeded', 'failed', 'cancelled'].includes(after.state);

function expectLawful(before: Job, after: Job): void {
  if (isTerminal(before.state)) expect(isOverruled(before, after)).toBe(true);
  else if (after.state !== before.state) expect(mayTurn(before.state, after.state)).toBe(true);
  const offered = before.state === 'waiting' && after.state === 'pushed';
  expect(after.lastAttemptNumber).toBe(before.lastAttemptNumber + (offered ? 1 : 0));
  if (after.attempt !== undefined) expect(after.attempt.number).toBe(after.lastAttemptNumber);
  if (after.state === 'waiting') expect(after.attempt).toBeUndefined();
  if (isActive(after.state)) expect(after.attempt).toBeDefined();
  if (isTerminal(after.state)) expect(after.owed).toContain('settleContainer');
  expect(after.owed.includes('recordInstallation')).toBe(after.state === 'succeeded');
  const moments = (attempt: Attempt | undefined) => [attempt?.offeredAt, attempt?.acceptedAt];
  if (before.attempt?.acceptedAt !== undefined && after.attempt !== undefined && !offered) {
    expect(moments(after.attempt)).toEqual(moments(before.attempt));
  }
}

function live(seed: number, seen: Life): void {
  const chosen = seeded(seed);
  const results = new Map<number, ReturnType<typeof resultOf>>();
  let successes = 0;
  let job = frozen(aJob(chosen.chance(0.3) ? { endAt: later(20_000) } : {}));
  for (let turn = 0; turn < EVENTS_PER_LIFE; turn += 1) {
    const advance = happen(job, chosen, later(turn * 1_000));
    if (advance.outcome !== 'changed') continue;
    const before = job;
    job = frozen(advance.job);
    expectLawful(before, job);
    seen.reached.add(job.state);
    if (isOverruled(before, job)) seen.overruled += 1;
    const { attempt } = job;
    if (attempt === undefined || !isTerminal(job.state) || attempt.reason === 'agentLost') continue;
    expect(results.has(attempt.number), 'a second result').toBe(false);
    results.set(attempt.number, resultOf(job));
    if (job.state === 'succeeded') successes += 1;
  }
  const last = job.attempt === undefined ? undefined : results.get(job.attempt.number);
  if (last !== undefined) expect(resultOf(job)).toEqual(last);
  expect(successes).toBeLessThanOrEqual(1);
}

test(`[J1] [J2] [J3] [J5] [J6] [J9] hold through ${LIVES} lives of ${EVENTS_PER_LIFE} events at random`, () => {
  const seen: Life = { reached: new Set(), overruled: 0 };
  for (const seed of seeds(LIVES)) {
    try {
      live(seed, seen);
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
  }
  expect([...seen.reached].toSorted()).toEqual([
    'aborted',
    'cancelled',
    'downloading',
    'executing',
    'expired',
    'failed',
    'pushed',
    'succeeded',
    'unpacking',
    'waiting',
  ]);
  expect(seen.overruled).toBeGreaterThan(10);
});
