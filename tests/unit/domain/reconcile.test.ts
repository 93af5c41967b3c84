import { describe, expect, test } from 'vitest';
import type { Job } from '#domain/job.ts';
import { reconcile, type Reconciliation } from '#domain/reconcile.ts';
import { isUnbegun } from '#domain/transitions.ts';
import type { KnownAttempt } from '#protocol/agent.ts';
import { ACTIVE_STATES } from '#protocol/job.ts';
import { aJob, anAttempt, anId, THEN } from '#tests/support/builders.ts';
import { frozen } from './events.ts';
import { seeded, seeds, type Seeded } from './seeded.ts';

const anActiveJob = (given: Partial<Job> & { accepted?: boolean; number?: number } = {}): Job => {
  const { accepted = true, number = 1, ...rest } = given;
  const attempt = anAttempt({ number, ...(accepted ? { acceptedAt: THEN } : {}) });
  return aJob({ state: 'pushed', lastAttemptNumber: number, attempt, ...rest });
};
const marked = { cancelRequested: { at: THEN, by: 'admin' } };
const known = (job: Job, given: Partial<KnownAttempt> = {}): KnownAttempt => ({
  jobId: job.id,
  attempt: job.attempt?.number ?? 1,
  phase: 'held',
  begun: false,
  ...given,
});
const stranger = (given: Partial<KnownAttempt> = {}) => known(anActiveJob(), given);

/** In the words of the rules: what a hello brings for this job or attempt. */
function names(result: Reconciliation, id: string): string {
  const lists = Object.entries(result) as [keyof Reconciliation, { id?: string; jobId?: string }[]][];
  return lists
    .filter(([, entries]) => entries.some((entry) => (entry.id ?? entry.jobId) === id))
    .map(([list]) => list)
    .join(' ');
}

describe('one job, one agent', () => {
  const offered = anActiveJob({ accepted: false });
  const pushed = anActiveJob();
  const unpacking = anActiveJob({ state: 'unpacking' });
  const executing = anActiveJob({ state: 'executing' });
  const unwanted = anActiveJob({ state: 'downloading', ...marked });
  const unwantedRunning = anActiveJob({ state: 'executing', ...marked });
  const second = anActiveJob({ number: 2 });
  const recalled = anActiveJob({ withdrawRequested: { at: THEN, to: 'waiting' } });

  test.each<[string, Job, KnownAttempt[], string]>([
    ['[R1] held, its acceptance never arrived', offered, [known(offered)], 'accept'],
    ['[R1] done, its acceptance never arrived', offered, [known(offered, { phase: 'finished' })], 'accept'],
    ['held and accepted: goes on', pushed, [known(pushed)], ''],
    ['begun there, not known here yet: goes on', pushed, [known(pushed, { begun: true })], ''],
    ['[R2] offered, never held', offered, [], 'withdraw'],
    ['[R2] unpacking, and no longer held', unpacking, [], 'withdraw'],
    [
      '[R2] only an earlier attempt is held',
      second,
      [known(second, { attempt: 1, begun: true })],
      'withdraw',
    ],
    ['[R3] executing, and not held', executing, [], 'lost'],
    ['executing there as here', executing, [known(executing, { begun: true })], ''],
    ['[R5] held, cancelled meanwhile', unwanted, [known(unwanted)], 'cancel'],
    [
      '[R5] running, cancelled meanwhile',
      unwantedRunning,
      [known(unwantedRunning, { begun: true })],
      'cancel',
    ],
    ['[R2] cancelled meanwhile, and not held', unwanted, [], 'withdraw'],
    ['[R6] a result in the outbox counts as held', executing, [known(executing, { phase: 'finished' })], ''],
    ['[R6] it ended by itself: nothing to stop', unwanted, [known(unwanted, { phase: 'finished' })], ''],
  ])('%s', (_, job, journal, list) => {
    expect(names(reconcile(frozen([job]), frozen(journal)), job.id)).toBe(list);
  });

  test.each<[string, KnownAttempt, boolean]>([
    ['[R4] held, not begun, not wanted: forgotten', stranger(), true],
    ['[R4] one that has begun is not: its result is the truth', stranger({ begun: true }), false],
    ['[R4] nor one that is done', stranger({ phase: 'finished' }), false],
  ])('%s', (_, attempt, dropped) => {
    const result = reconcile([anActiveJob()], [attempt]);
    expect(result.drop).toEqual(dropped ? [{ jobId: attempt.jobId, attempt: 1 }] : []);
  });

  test.each<[string, Job, Partial<KnownAttempt>, string]>([
    ['is forgotten there, and has to be confirmed', recalled, {}, 'drop recall'],
    ['goes on where it has begun', recalled, { begun: true }, ''],
    ['counts by its result where it is done', recalled, { phase: 'finished' }, ''],
    ['is stopped where it was cancelled as well', { ...recalled, ...marked }, {}, 'cancel'],
  ])('[R7] held, and asked back meanwhile: it %s', (_, job, held, lists) => {
    expect(names(reconcile(frozen([job]), frozen([known(job, held)])), job.id)).toBe(lists);
  });

  test('[R4] an earlier attempt of a job that was offered again is forgotten, the current one goes on', () => {
    const result = reconcile([second], [known(second, { attempt: 1 }), known(second)]);
    expect(result.drop).toEqual([{ jobId: second.id, attempt: 1 }]);
    expect(result.withdraw).toEqual([]);
  });
});

const anyBelief = (chosen: Seeded): Job[] =>
  Array.from({ length: chosen.whole(0, 6) }, () =>
    anActiveJob({
      state: chosen.oneOf(ACTIVE_STATES),
      accepted: chosen.chance(0.6),
      number: chosen.whole(1, 3),
      ...(chosen.chance(0.3) ? marked : {}),
    }),
  );
const anyJournal = (chosen: Seeded, active: Job[]): KnownAttempt[] =>
  [...active, anActiveJob(), aJob({ id: anId() })]
    .filter(() => chosen.chance(0.6))
    .map((job) => {
      const phase = chosen.oneOf(['held', 'finished'] as const);
      return known(job, {
        phase,
        begun: chosen.chance(0.5),
        ...(chosen.chance(0.2) ? { attempt: chosen.whole(1, 3) } : {}),
      });
    });

test('[R1]–[R6] hold for beliefs and journals at random', () => {
  const filled = new Set<string>();
  for (const seed of seeds(500)) {
    const chosen = seeded(seed);
    const active = frozen(anyBelief(chosen));
    const journal = frozen(anyJournal(chosen, active));
    const result = reconcile(active, journal);
    const is = (job: Job, attempt: KnownAttempt) =>
      attempt.jobId === job.id && attempt.attempt === job.attempt?.number;
    for (const job of active) {
      const held = journal.find((attempt) => is(job, attempt));
      const has = (list: 'accept' | 'withdraw' | 'lost') => result[list].includes(job);
      expect(has('withdraw'), `seed ${seed}`).toBe(held === undefined && isUnbegun(job.state));
      expect(has('lost'), `seed ${seed}`).toBe(held === undefined && job.state === 'executing');
      expect(has('accept'), `seed ${seed}`).toBe(held !== undefined && job.attempt?.acceptedAt === undefined);
      const cancelled = result.cancel.filter(({ jobId }) => jobId === job.id);
      const stops = held?.phase === 'held' && job.cancelRequested !== undefined;
      expect(cancelled, `seed ${seed}`).toEqual(stops ? [{ jobId: job.id, attempt: held.attempt }] : []);
    }
    const unwanted = journal.filter(
      (attempt) => attempt.phase === 'held' && !attempt.begun && !active.some((job) => is(job, attempt)),
    );
    expect(result.drop, `seed ${seed}`).toEqual(unwanted.map(({ jobId, attempt }) => ({ jobId, attempt })));
    // The hub's own verdicts exclude one another; what the agent is told does not contradict itself.
    const verdicts = [...result.withdraw, ...result.accept, ...result.lost];
    expect(new Set(verdicts).size, `seed ${seed}`).toBe(verdicts.length);
    const told = [...result.drop, ...result.cancel].map(({ jobId, attempt }) => `${jobId}/${attempt}`);
    expect(new Set(told).size, `seed ${seed}`).toBe(told.length);
    for (const [list, entries] of Object.entries(result)) if (entries.length > 0) filled.add(list);
  }
  expect([...filled].toSorted()).toEqual(['accept', 'cancel', 'drop', 'lost', 'withdraw']);
});
