import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HUB_RUNS } from '#domain/hub-runs.ts';
import type { Job } from '#domain/job.ts';
import { findingId, type Finding } from '#protocol/finding.ts';
import { DEFAULT_SETTINGS } from '#protocol/settings.ts';
import { aComputer, aContainer, aJob, anAttempt, anExecutingJob, THEN } from '#tests/support/builders.ts';
import { openTestStore, type TestStore } from '#tests/support/store.ts';
import { rule as expire } from '#worker/rules/expire.ts';
import { rule as presence } from '#worker/rules/presence.ts';
import type { Rule, RuleFacts } from '#worker/rule.ts';

const HOUR = 3_600_000;
const at = (hours: number) => new Date(THEN.getTime() + hours * HOUR);

let database: TestStore;
beforeEach(async () => {
  database = await openTestStore();
});
afterEach(() => database.dispose());

async function findingsOf(rule: Rule, facts: Partial<RuleFacts>): Promise<Finding[]> {
  const findings = new Map<string, Finding>();
  const all: RuleFacts = {
    store: database.store,
    settings: DEFAULT_SETTINGS,
    now: THEN,
    timeZone: 'UTC',
    hubStartedAt: at(-1000),
    ...facts,
  };
  await rule(all, (finding) => findings.set(findingId(finding), finding));
  return [...findings.values()];
}

describe('[J13] the rule expire', () => {
  const withJobs = async (endAt: Date | undefined, jobs: Partial<Job>[]) => {
    const container = aContainer({ jobs: jobs.length, ...(endAt === undefined ? {} : { endAt }) });
    await database.store.containers.insert(container);
    await database.store.jobs.insertMany(
      jobs.map((job, index) => aJob({ ...job, containerId: container.id, sequence: index + 1 })),
    );
    return container.id;
  };

  it('finds containers whose end date has passed while something of them could still begin', async () => {
    const waits = await withJobs(at(1), [{ state: 'succeeded' }, { state: 'waiting' }]);
    const held = await withJobs(at(1), [{ state: 'pushed', attempt: anAttempt() }]);
    // Of these there is nothing to find.
    await withJobs(at(3), [{ state: 'waiting' }]);
    await withJobs(undefined, [{ state: 'waiting' }]);
    await withJobs(at(1), [{ state: 'executing', attempt: anAttempt() }]);
    await withJobs(at(1), [
      {
        state: 'downloading',
        attempt: anAttempt(),
        withdrawRequested: { at: at(1), to: 'expired' },
      },
    ]);
    expect(await findingsOf(expire, { now: at(0.5) })).toEqual([]);
    expect(new Set(await findingsOf(expire, { now: at(2) }))).toEqual(
      new Set([waits, held].map((containerId) => ({ kind: 'containerEnded', containerId }))),
    );
  });

  it('looks at all jobs of a container, however many of them need nothing', async () => {
    const asked: Partial<Job> = { state: 'pushed', withdrawRequested: { at: at(9), to: 'expired' } };
    const many = Array.from({ length: 250 }, () => ({ ...asked, attempt: anAttempt() }));
    const id = await withJobs(at(9), [...many, { state: 'waiting' }]);
    expect(await findingsOf(expire, { now: at(10) })).toContainEqual({
      kind: 'containerEnded',
      containerId: id,
    });
  });
});

describe('[S4] the rule presence', () => {
  it('finds jobs that execute on computers that were away for too long, counted by the runs of the hub', async () => {
    const { store } = database;
    const away = async (given: Parameters<typeof aComputer>[0]) => {
      const computer = aComputer(given);
      await store.computers.insert(computer);
      const job = anExecutingJob({ computerId: computer.id });
      await store.jobs.insertMany([job, aJob({ computerId: computer.id })]);
      return job.id;
    };
    const long = await away({ lastSeenAt: at(0) });
    const shorter = await away({ lastSeenAt: at(10) });
    await away({ lastSeenAt: at(0), connected: true });
    await store.settings.set(HUB_RUNS, [{ from: at(-10), to: at(20) }]);
    const lost = (...ids: string[]) => new Set(ids.map((jobId) => ({ kind: 'agentLost', jobId })));
    const found = async (now: Date, settings = DEFAULT_SETTINGS) =>
      new Set(await findingsOf(presence, { now, settings, hubStartedAt: at(100) }));
    expect(await found(at(103.9))).toEqual(lost());
    expect(await found(at(104))).toEqual(lost(long));
    expect(await found(at(114))).toEqual(lost(long, shorter));
    expect(await found(at(101), { ...DEFAULT_SETTINGS, agentLostAfterHours: 5 })).toEqual(
      lost(long, shorter),
    );
    // Who is away is known only two minutes after the start of the hub.
    expect(await found(at(100.02), { ...DEFAULT_SETTINGS, agentLostAfterHours: 5 })).toEqual(lost());
  });
});
