import { describe, expect, test } from 'vitest';
import type { Advance } from '#domain/job-state.ts';
import type { Attempt, Job } from '#domain/job.ts';
import { isActive, isTerminal, isUnbegun, mayTurn } from '#domain/transitions.ts';
import { ACTIVE_STATES, JobState, PENDING_STATES } from '#protocol/job.ts';
import { aJob, anAttempt, THEN } from '#tests/support/builders.ts';
import { EVENTS, frozen, later, type EventName } from './events.ts';

const MAY_TURN = {
  waiting: 'pushed expired cancelled aborted',
  pushed: 'downloading unpacking executing failed waiting expired cancelled aborted',
  downloading: 'unpacking executing failed waiting expired cancelled aborted',
  unpacking: 'executing failed waiting expired cancelled aborted',
  executing: 'succeeded failed cancelled',
  succeeded: '',
  failed: '',
  expired: '',
  cancelled: '',
  aborted: '',
  incompatible: '',
  alreadyInstalled: '',
} satisfies Record<JobState, string>;

test.each(JobState.options)(
  '[J1] %s turns into what its row of the table names, and nothing else',
  (from) => {
    expect(JobState.options.filter((to) => mayTurn(from, to)).toSorted()).toEqual(
      MAY_TURN[from].split(' ').filter(Boolean).toSorted(),
    );
  },
);

test('[J2] what nothing leaves is terminal; what an agent holds is active; the rest waits', () => {
  const words = (state: JobState) =>
    [isTerminal(state) && 'terminal', isActive(state) && 'active', isUnbegun(state) && 'unbegun'].filter(
      Boolean,
    );
  expect(Object.fromEntries(JobState.options.map((state) => [state, words(state).join(' ')]))).toEqual({
    waiting: '',
    pushed: 'active unbegun',
    downloading: 'active unbegun',
    unpacking: 'active unbegun',
    executing: 'active',
    succeeded: 'terminal',
    failed: 'terminal',
    expired: 'terminal',
    cancelled: 'terminal',
    aborted: 'terminal',
    incompatible: 'terminal',
    alreadyInstalled: 'terminal',
  });
  expect(JobState.options.filter(isActive)).toEqual([...ACTIVE_STATES]);
  expect(JobState.options.filter((state) => !isTerminal(state))).toEqual([...PENDING_STATES]);
});

/**
 * What each event does to a job in each state. A state: it turns into it. `stays`: the job changes, its state does
 * not. `known`: nothing has to change. `stale`, `illegal`, `ended`: refused.
 */
const OUTCOMES = `
                 | waiting   | pushed      | downloading | unpacking | executing
push             | pushed    | illegal     | illegal     | illegal   | illegal
abort            | aborted   | illegal     | illegal     | illegal   | illegal
accept           | stale     | stays       | known       | known     | known
withdraw         | stale     | waiting     | waiting     | waiting   | illegal
requestCancel    | cancelled | stays       | stays       | stays     | stays
confirmCancel    | stale     | cancelled   | cancelled   | cancelled | illegal
refuseOrder      | stale     | failed      | illegal     | illegal   | illegal
loseAgent        | stale     | illegal     | illegal     | illegal   | failed
downloading      | stale     | downloading | known       | known     | known
unpacking        | stale     | unpacking   | unpacking   | known     | known
executing        | stale     | executing   | executing   | executing | known
succeeded        | stale     | illegal     | illegal     | illegal   | succeeded
failed           | stale     | failed      | failed      | failed    | failed
cancelled        | stale     | cancelled   | cancelled   | cancelled | cancelled
requestWithdraw  | known     | stays       | stays       | stays     | known
expire           | expired   | stays       | stays       | stays     | known
expired          | stale     | waiting     | waiting     | waiting   | illegal

                 | succeeded | failed  | expired | cancelled | aborted | incompatible | alreadyInstalled
push             | illegal   | illegal | illegal | illegal   | illegal | illegal      | illegal
abort            | known     | known   | known   | known     | known   | known        | known
accept           | known     | known   | known   | known     | known   | stale        | stale
withdraw         | illegal   | illegal | illegal | illegal   | illegal | stale        | stale
requestCancel    | ended     | ended   | ended   | ended     | ended   | ended        | ended
confirmCancel    | illegal   | illegal | illegal | known     | illegal | stale        | stale
refuseOrder      | illegal   | illegal | illegal | illegal   | illegal | stale        | stale
loseAgent        | illegal   | illegal | illegal | illegal   | illegal | stale        | stale
downloading      | known     | known   | known   | known     | known   | stale        | stale
unpacking        | known     | known   | known   | known     | known   | stale        | stale
executing        | known     | known   | known   | known     | known   | stale        | stale
succeeded        | known     | illegal | illegal | illegal   | illegal | stale        | stale
failed           | illegal   | known   | illegal | illegal   | illegal | stale        | stale
cancelled        | illegal   | illegal | illegal | known     | illegal | stale        | stale
requestWithdraw  | known     | known   | known   | known     | known   | known        | known
expire           | known     | known   | known   | known     | known   | known        | known
expired          | illegal   | illegal | known   | illegal   | illegal | stale        | stale
`;

interface Row {
  event: EventName;
  state: JobState;
  expected: string;
}
const isEvent = (word: string): word is EventName => Object.hasOwn(EVENTS, word);

const rows: Row[] = OUTCOMES.trim()
  .split('\n\n')
  .flatMap((table) => {
    const [head, ...lines] = table.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
    return lines.flatMap(([event = '', ...cells]) =>
      cells.map((expected, column) => {
        if (!isEvent(event)) throw new Error(`no event: ${event}`);
        const states = head?.slice(head[0] === '' ? 1 : 0) ?? [];
        return { event, state: JobState.parse(states[column]), expected };
      }),
    );
  });

/** A job with a first attempt in each state that has one; decided at creation, or never offered: none. */
function jobIn(state: JobState): Job {
  if (state === 'waiting' || state === 'incompatible' || state === 'alreadyInstalled') return aJob({ state });
  const results: Partial<Record<JobState, Partial<Attempt>>> = {
    pushed: { offeredAt: THEN },
    succeeded: { acceptedAt: THEN, exitCode: 0 },
    failed: { acceptedAt: THEN, exitCode: 1, reason: 'exitCodeNotAccepted' },
  };
  const attempt = anAttempt({ number: 1, ...(results[state] ?? { acceptedAt: THEN }) });
  return aJob({ state, attempt, lastAttemptNumber: 1 });
}

const REFUSED: Record<string, string> = {
  staleReport: 'stale',
  illegalTransition: 'illegal',
  notCancellable: 'ended',
};

function wordOf(job: Job, advance: Advance): string | undefined {
  if (advance.outcome === 'refused') return REFUSED[advance.code];
  if (advance.outcome === 'known') return 'known';
  return advance.job.state === job.state ? 'stays' : advance.job.state;
}

/** What is decided about the job, whatever its attempt is. */
const OF_NO_ATTEMPT: readonly EventName[] = ['push', 'abort', 'requestCancel', 'requestWithdraw', 'expire'];

describe('[J1] each event in each state', () => {
  test('stands in the table', () => {
    expect(new Set(rows.map(({ event, state }) => `${event} ${state}`)).size).toBe(
      Object.keys(EVENTS).length * JobState.options.length,
    );
  });

  test.each(rows)('$event, when $state: $expected', ({ event, state, expected }) => {
    const job = frozen(jobIn(state));
    const advance = EVENTS[event](job, 1, later(1_000));
    expect(wordOf(job, advance)).toBe(expected);
    if (advance.outcome === 'changed' && advance.job.state !== state) {
      expect(mayTurn(state, advance.job.state)).toBe(true);
    }
  });

  test.each(rows.filter(({ event }) => !OF_NO_ATTEMPT.includes(event)))(
    '[J9] $event of another attempt, when $state, is stale and changes nothing',
    ({ event, state }) => {
      const advance = EVENTS[event](frozen(jobIn(state)), 2, later(1_000));
      const settled = event === 'confirmCancel' && state === 'cancelled';
      expect(advance).toEqual(settled ? { outcome: 'known' } : { outcome: 'refused', code: 'staleReport' });
    },
  );
});

test('[J2] an acceptance that comes after the end leaves the job as it is', () => {
  const job = frozen(aJob({ state: 'cancelled', lastAttemptNumber: 1, attempt: anAttempt() }));
  expect(EVENTS.accept(job, 1, later(1_000))).toEqual({ outcome: 'known' });
});
