import { describe, expect, test } from 'vitest';
import type { JobView } from '#protocol/views/container.ts';
import { momentsOf, resultOf, runTime, startDelay } from '#lib/words/job-result.ts';
import { whyNot } from '#lib/words/permission.ts';
import { preStagedWords } from '#lib/words/pre-stage.ts';
import { waitingWords, whyWaiting } from '#lib/words/waiting.ts';
import { wakeSentence } from '#lib/assistant/offline-words.ts';
import { attemptName, attemptsOf } from '#lib/containers/attempts.ts';
import { deployAgainHref, whyNotRetry } from '#lib/containers/retry.ts';
import { framesAt, framesWords } from '#lib/options/frames-now.ts';
import { changedOptions, DEFAULT_OPTIONS, effective, type OptionValues } from '#lib/options/option-values.ts';
import { conditionsOf, unusualConditions } from '#lib/words/conditions.ts';
import { wakeSummary, wakeWays } from '#lib/words/wake.ts';
import type { WakeView } from '#protocol/views/wake.ts';

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

describe('a waiting job says why, and when that is looked at next', () => {
  const now = Date.parse(DUE);
  const until = at(7_200_000);
  test.each<[JobView['waiting'], string]>([
    [undefined, 'Waits for its turn; looked at with every change'],
    [{ reason: 'startDate', until }, 'Waits for its start date; starts in 2 h'],
    [{ reason: 'paused' }, 'The job container is paused; goes on when somebody resumes it'],
    [{ reason: 'outsideTimeFrame', until: at(250_000) }, 'Outside the time frames; open in 4 min 10 s'],
    [{ reason: 'outsideTimeFrame' }, 'Outside the time frames; they never open'],
    [{ reason: 'endDate' }, 'The end date has passed; expires at once'],
    [
      { reason: 'computerOffline', since: at(-240_000) },
      'The computer is offline, last seen 4 min ago; runs the moment it connects',
    ],
    [
      { reason: 'computerOffline', until: at(47_000) },
      'The computer is offline; expires unless it connects: in 47 s',
    ],
    [
      { reason: 'restartPending', until: at(500) },
      'A restart of the computer is due; restarts any moment now',
    ],
    [{ reason: 'restartPending' }, 'A restart of the computer is due; goes on after it'],
    [
      { reason: 'presenceUnknown' },
      'The hub has just started; runs when the computer reports back, within 2 min',
    ],
    [
      { reason: 'presenceUnknown', since: at(-240_000), until: at(90_000) },
      'The hub has just started; runs when the computer reports back; who has not is known in 1 min 30 s',
    ],
    [
      { reason: 'downloadSlot', downloads: { going: 4, limit: 4, subnet: '10.1.5.0/24' } },
      '4 of 4 downloads on 10.1.5.0/24; begins when one of them has ended',
    ],
    [
      { reason: 'downloadSlot', downloads: { going: 200, limit: 200 } },
      '200 of 200 downloads from this hub; begins when one of them has ended',
    ],
    [{ reason: 'ready' }, 'Ready; pushed at once'],
  ])('%j', (waiting, words) => expect(whyWaiting(waiting, now)).toBe(words));

  test('and behind which job, with the way to it', () => {
    const behind = {
      jobId: 'j'.repeat(24),
      containerId: 'c'.repeat(24),
      containerName: 'Patch day',
      packageName: 'Firefox',
      packageVersion: '128.0',
      priority: 10,
    };
    const waiting = { reason: 'behindJob', behind } as const;
    expect(whyWaiting(waiting, now)).toBe(
      'Behind Firefox 128.0 of “Patch day”, priority 10; looked at when that has ended',
    );
    // On its own page the container is not named again.
    expect(whyWaiting(waiting, now, behind.containerId)).toContain('of this job container, priority 10');
    expect(waitingWords(waiting, { now }).behind?.href).toBe(
      `/containers/${behind.containerId}?job=${behind.jobId}`,
    );
  });
});

describe('content that comes in advance, in words', () => {
  test('a container says on how many of its computers it is', () => {
    expect(preStagedWords({ computers: 240, present: 212, failed: 0 })).toBe('On 212 of 240 computers');
    expect(preStagedWords({ computers: 1240, present: 1, failed: 3 })).toBe(
      'On 1 of 1,240 computers, 3 failed so far',
    );
    expect(preStagedWords({ computers: 1, present: 0, failed: 0 })).toBe('On 0 of 1 computer');
  });

  const now = Date.parse(DUE);
  const until = new Date(now + 10_000).toISOString();
  const failed = {
    state: 'failed',
    reason: 'diskFull',
    detail: '12 bytes are missing',
    at: DUE,
    retryAt: new Date(now + 240_000).toISOString(),
  } as const;
  test.each([
    [{ state: 'present' }, 'content is there already'],
    [{ state: 'coming' }, 'content is being downloaded'],
    [failed, 'content is not there yet: The disk of the computer is full. Tried again in 4 min'],
  ] as const)('a waiting job says so: %j', (content, words) => {
    const waiting = { reason: 'startDate', until, content } as const;
    expect(whyWaiting(waiting, now)).toBe(`Waits for its start date; starts in 10 s; ${words}`);
  });
  test('a failure can be looked into', () => {
    expect(waitingWords({ reason: 'startDate', content: failed }, { now }).content?.detail).toBe(
      '12 bytes are missing',
    );
  });
});

describe('what applies to a job container, in words', () => {
  const wordsOf = (given: Partial<OptionValues>) =>
    Object.fromEntries(
      conditionsOf({ ...DEFAULT_OPTIONS, ...given }, 'Europe/Berlin').map(({ name, text }) => [name, text]),
    );
  test('as usual only the restart is worth a word', () => {
    expect(wordsOf({})).toEqual({ Restart: 'After a warning of 20 min' });
    expect(unusualConditions(DEFAULT_OPTIONS, 'Europe/Berlin')).toEqual([]);
  });
  test('what was asked for is said', () => {
    expect(
      wordsOf({
        timeFrames: '6:00-7:00',
        addressRanges: '!10.0.0.0/8',
        lateArrival: 'grace',
        graceMinutes: 90,
        wakeOnLan: true,
        shutdownAfterCompletion: true,
        preStage: true,
        sequenceMode: 'abortComputer',
        restartTimeoutMinutes: -1,
      }),
    ).toEqual({
      'Time frames': '6:00-7:00 (Europe/Berlin)',
      Addresses: '!10.0.0.0/8',
      'Late computers': 'Within 1 h 30 min of the start, or while being woken',
      Waking: 'Wakes offline computers, shuts them down after completion',
      Content: 'Downloaded before the start',
      'After a failure': 'Aborts the rest of that computer',
      Restart: 'Never; “restart required” is shown',
    });
    expect(unusualConditions({ ...DEFAULT_OPTIONS, priority: 3 }, 'UTC')).toEqual([
      { name: 'Priority', text: '3' },
    ]);
  });
  test('[L2] who comes late, with waking and without', () => {
    const late = (given: Partial<OptionValues>) => wordsOf(given)['Late computers'];
    expect(late({ lateArrival: 'skip' })).toBe('Left out unless online at the start');
    expect(late({ lateArrival: 'skip', wakeOnLan: true })).toBe(
      'Left out unless online at the start or woken for it',
    );
    expect(late({ lateArrival: 'grace', graceMinutes: 5 })).toBe('Within 5 min of the start');
  });
  test('nobody is shut down who is not woken', () => {
    expect(wordsOf({ shutdownAfterCompletion: true })).not.toHaveProperty('Waking');
    expect(
      changedOptions(DEFAULT_OPTIONS, effective({ ...DEFAULT_OPTIONS, shutdownAfterCompletion: true })),
    ).toEqual([]);
  });
});

test('time frames say whether they are open now, and when that changes', () => {
  // A Monday, 13:00 in Berlin.
  const now = Date.parse(DUE);
  const inBerlin = (text: string) => framesWords(framesAt(text, { now, zone: 'Europe/Berlin' }), now);
  expect(inBerlin('')).toBeUndefined();
  expect(inBerlin('nonsense')).toBeUndefined();
  expect(inBerlin('12:30-13:29')).toBe('Open now, closed in 30 min');
  expect(inBerlin('MON 15:00-16:00')).toBe('Closed now, open in 2 h');
  expect(inBerlin('0:00-23:59')).toBe('Always open');
  expect(inBerlin('!0:00-23:59')).toBe('Never open');
});

describe('how a computer is woken, in words', () => {
  const wake: WakeView = {
    id: 'a'.repeat(24),
    computerId: 'b'.repeat(24),
    computerName: 'PC-12',
    by: 'ada',
    state: 'waking',
    startedAt: DUE,
    windowEndsAt: at(300_000),
    bursts: [],
    wokenByUs: false,
    shutdown: 'notAsked',
    revision: 1,
  };
  const now = Date.parse(at(20_000));
  test.each<[Partial<WakeView>, string]>([
    [{ nextAt: at(37_000) }, 'Waking for 20 s, next packets in 17 s'],
    [{ state: 'awake', awakeAt: at(47_000), wokenByUs: true }, 'Awake after 47 s'],
    [{ state: 'noAnswer' }, 'No answer within 5 min'],
    [{ state: 'impossible', detail: 'No MAC address is known.' }, 'No MAC address is known.'],
  ])('%j', (given, words) => expect(wakeSummary({ ...wake, ...given }, now)).toBe(words));

  test('a burst is told by its routes, what was not sent with its reason', () => {
    const packet = { mac: '02:00:00:00:00:01', to: '10.0.4.255' };
    const ways = wakeWays([
      { ...packet, route: 'directed', via: 'routing' },
      { ...packet, route: 'peer', via: 'PC-1' },
      { ...packet, route: 'peer', via: 'PC-2', problem: 'no answer' },
      { ...packet, route: 'peer', via: 'PC-1', mac: '02:00:00:00:00:02' },
    ]);
    expect(ways.map(({ route, by, problems }) => ({ route, by, problems }))).toEqual([
      { route: 'directed', by: ['10.0.4.255'], problems: [] },
      { route: 'peer', by: ['PC-1'], problems: ['PC-2: no answer'] },
    ]);
    expect(ways[0]?.exactly).toBe('routing → 10.0.4.255 for 02:00:00:00:00:01');
  });
});

describe('the attempts of a job', () => {
  const earlier = {
    attempt: 1,
    state: 'failed' as const,
    exitCode: 3,
    times: { startedAt: at(0), finishedAt: at(1500) },
    output: { lastSequence: 2, bytes: 9 },
  };
  const job = (given: Partial<JobView>): JobView => ({
    id: 'a'.repeat(24),
    containerId: 'b'.repeat(24),
    containerName: 'x',
    computerId: 'c'.repeat(24),
    computerName: 'PC-1',
    packageId: 'd'.repeat(24),
    packageName: 'tool',
    packageVersion: '1.0',
    action: 'install',
    sequence: 1,
    state: 'executing',
    reasons: [{ kind: 'chosen' }],
    dependsOn: [],
    postAction: 'none',
    attempt: 2,
    priority: 0,
    earlierAttempts: [earlier],
    times: { dueAt: DUE },
    output: { lastSequence: 0, bytes: 0 },
    revision: 1,
    ...given,
  });

  test('the current one comes first, each with its own times and output', () => {
    const [now, before] = attemptsOf(job({}));
    expect([now, before].map((one) => one && attemptName(one, one.state))).toEqual([
      'Attempt 2, now executing',
      'Attempt 1, failed',
    ]);
    expect(before).toMatchObject({
      exitCode: 3,
      output: { bytes: 9 },
      times: { dueAt: DUE, startedAt: at(0) },
    });
  });

  test('one that waits for its next offer does not show the output of the last one as its own', () => {
    expect(attemptsOf(job({ state: 'waiting', attempt: 0 })).map(({ attempt }) => attempt)).toEqual([2, 1]);
  });

  test('after the end date a retry is refused for the true reason', () => {
    const jobs = [job({ state: 'failed' }), job({ state: 'failed', computerId: 'e'.repeat(24) })];
    const facts = { endAt: at(1000), jobs, now: Date.parse(DUE) };
    expect(whyNotRetry({ ...facts, role: 'operator' })).toBeUndefined();
    expect(whyNotRetry({ ...facts, role: 'support' })).toBe(
      'Needs the role operator; you are signed in as support.',
    );
    expect(whyNotRetry({ ...facts, jobs: jobs.slice(1), role: 'support' })).toBeUndefined();
    expect(whyNotRetry({ ...facts, role: 'admin', now: Date.parse(at(1000)) })).toContain('has passed');
    expect(deployAgainHref('d'.repeat(24), 'failed')).toBe(
      `/containers/new?from=${'d'.repeat(24)}&jobs=failed`,
    );
  });
});

describe('which offline computers are woken', () => {
  test.each([
    [{ offline: 1, wakeable: 0, wakeableByPeer: 0 }, true, 'None can be woken: no MAC address is known.'],
    [{ offline: 1, wakeable: 1, wakeableByPeer: 1 }, false, 'It could be woken (through a neighbour, too).'],
    [
      { offline: 5, wakeable: 3, wakeableByPeer: 2 },
      true,
      '3 are woken (2 through a neighbour, too). Of 2 no MAC address is known.',
    ],
    [{ offline: 4, wakeable: 4, wakeableByPeer: 0 }, true, 'All are woken.'],
  ])('%j', (totals, wakes, words) => expect(wakeSentence(totals, wakes)).toBe(words));
});

test('a disabled button names the role that is needed', () => {
  expect(whyNot('admin', 'package.delete')).toBeUndefined();
  expect(whyNot('viewer', 'package.delete')).toBe('Needs the role operator; you are signed in as viewer.');
});
