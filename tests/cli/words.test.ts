import { describe, expect, test } from 'vitest';
import { whatIsWithIt } from '#cli/remote/job-words.ts';
import { planInWords } from '#cli/remote/plan-in-words.ts';
import { momentInWords } from '#cli/remote/table.ts';
import type { JobView, WaitingView } from '#protocol/views/container.ts';
import type { DeploymentPreview, PlannedComputerView } from '#protocol/views/preview.ts';
import { aJob, anId } from '#tests/support/builders.ts';
import { jobView } from '#hub/views/job-view.ts';

const NOON = '2026-05-01T12:00:00.000Z';
const EVENING = '2026-05-01T18:00:00.000Z';

describe('a job that waits', () => {
  const waits = (waiting: WaitingView): JobView => ({ ...jobView(aJob()), waiting });

  test.each<[WaitingView, string]>([
    [{ reason: 'ready' }, 'waiting: ready'],
    [{ reason: 'startDate', until: EVENING }, `waiting: for its start date, until ${momentInWords(EVENING)}`],
    [
      { reason: 'computerOffline', since: NOON },
      `waiting: the computer is offline, last seen ${momentInWords(NOON)}`,
    ],
    [
      { reason: 'computerOffline', until: EVENING },
      `waiting: the computer is offline, expires ${momentInWords(EVENING)}`,
    ],
  ])('%j', (waiting, words) => expect(whatIsWithIt(waits(waiting))).toBe(words));
});

describe('a plan', () => {
  const extent = { jobs: 0, computers: 0 };
  const afterwards = { restarts: extent, shutdowns: extent, agentRestarts: extent };
  const aPlan = (
    given: Partial<DeploymentPreview> = {},
    totals: Partial<DeploymentPreview['totals']> = {},
  ): DeploymentPreview => ({
    digest: '0'.repeat(64),
    totals: {
      ...{ computers: 1, offline: 0, unknown: 0, wakeable: 0, wakeableByPeer: 0, jobs: 0, counts: {} },
      ...{ addedUninstalls: 0, bytes: 0, ...afterwards, required: afterwards },
      ...totals,
    },
    computers: [],
    overlapping: [],
    overlappingCount: 0,
    ...given,
  });
  const asleep = (given: Partial<PlannedComputerView>): DeploymentPreview =>
    aPlan({
      computers: [
        {
          ...{ computerId: anId(), computerName: 'till', presence: 'offline' },
          ...{ wakeable: true, wakeRoutes: [], jobs: [], ...given },
        },
      ],
    });

  test.each<[Partial<PlannedComputerView>, string]>([
    [
      { wakeRoutes: ['broadcast', 'directed', 'peer'] },
      'till (offline, can be woken by broadcast, to its subnet, by a neighbour)',
    ],
    [{}, 'till (offline, no way to wake it from here)'],
    [{ wakeable: false }, 'till (offline)'],
  ])('tells by which routes a computer can be woken: %j', (given, words) => {
    expect(planInWords(asleep(given))[0]).toBe(words);
  });

  test('names the job containers that touch the same computers, and counts the rest', () => {
    const overlapping: DeploymentPreview['overlapping'] = [
      { id: anId(), name: 'Patch day', state: 'running', priority: 5, jobs: 3, computers: 2 },
    ];
    expect(planInWords(aPlan({ overlapping, overlappingCount: 3 })).slice(-3)).toEqual([
      '3 other job containers with something to do on these computers:',
      '  Patch day (running, priority 5): 3 jobs on 2 computers',
      '  and 2 more',
    ]);
    expect(planInWords(aPlan())).toEqual(['1 computer', '0 jobs']);
  });

  test('[B3] tells restarts that happen from those that are only required', () => {
    const restarts = { jobs: 3, computers: 2 };
    expect(planInWords(aPlan({}, { restarts })).at(-1)).toBe('restart after 3 jobs on 2 computers');
    expect(planInWords(aPlan({}, { required: { ...afterwards, restarts } })).at(-1)).toBe(
      'restart required, none by itself, after 3 jobs on 2 computers',
    );
  });
});
