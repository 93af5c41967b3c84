import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '#domain/job.ts';
import { onFinding } from '#hub/findings/on-finding.ts';
import type { JobView } from '#protocol/views/container.ts';
import { DEFAULT_SETTINGS } from '#protocol/settings.ts';
import type { Store } from '#store/contract/store.ts';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { aComputer, aContainer, aJob, aSession, aUser, anAuditEntry } from '#tests/support/builders.ts';
import { ConsoleSocket } from '#tests/support/console-socket.ts';
import { attemptOf, deploy, givenPackage } from '#tests/support/deployments.ts';
import { drivenClock, type DrivenClock } from '#tests/support/driven-clock.ts';
import { eventually } from '#tests/support/eventually.ts';
import { runRule } from '#tests/support/run-rule.ts';
import { givenSettled } from '#tests/support/settled.ts';
import { ADMIN, ADMIN_PASSWORD, startTestHub, type TestHub } from '#tests/support/test-hub.ts';
import { rule as purgeAudit } from '#worker/rules/purge-audit.ts';
import { rule as purgeContainers } from '#worker/rules/purge-containers.ts';
import { rule as purgeHistory } from '#worker/rules/purge-history.ts';
import { rule as purgeSessions } from '#worker/rules/purge-sessions.ts';

const NOON = new Date('2026-05-01T12:00:00.000Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let clock: DrivenClock;
let hub: TestHub;
let store: Store;
const agents: BareAgent[] = [];

beforeEach(async () => {
  clock = drivenClock(NOON);
  hub = await startTestHub({ clock });
  ({ store } = hub.context);
});
afterEach(async () => {
  for (const agent of agents.splice(0)) agent.leave();
  await hub.dispose();
});

const purge = () => runRule(hub, purgeContainers);
const isThere = async (id: string) => (await store.containers.getEvenPurging(id)) !== undefined;
const notFound = { code: 'notFound' };
const settled = (jobs: Partial<Job>[], at = NOON) => givenSettled(store, { at, jobs });
const historyOf = async (computerId: string) =>
  (await hub.hub.queries.historyOfComputer(ADMIN, computerId)).rows;

/** Moves on to that many hours after a moment, and lets the worker look. */
async function purgeAt(hours: number, since = NOON): Promise<void> {
  await clock.advance(since.getTime() + hours * HOUR - clock.now().getTime());
  await purge();
}

/** An agent runs a job, with one line of output, and reports this. */
async function ranBy(agent: BareAgent, exitCode: number): Promise<JobView> {
  const packageId = (await givenPackage(hub)).id;
  const job = await deploy(hub, { computerId: agent.computerId, packageId });
  const order = await agent.jobOrder();
  await agent.report({ event: 'executing', ...attemptOf(order), sinceAccepted: 0 });
  await agent.ask('output', {
    ...attemptOf(order),
    chunks: [{ sequence: 1, stream: 'stdout', text: 'a line\n', sinceAccepted: 0 }],
  });
  const result = { ...attemptOf(order), sinceAccepted: 0, exitCode };
  await agent.report(
    exitCode === 0
      ? { event: 'succeeded', ...result }
      : { event: 'failed', reason: 'exitCodeNotAccepted', ...result },
  );
  await settledAt(job);
  return job;
}
/** Waits until nothing of a job's container is pending, and the job owes nothing. */
async function settledAt(job: JobView): Promise<Date> {
  const look = async () => {
    // The counts are taken on the hub's clock.
    await clock.advance(200);
    const owed = (await store.jobs.get(job.id))?.owed ?? [];
    return owed.length === 0 ? (await store.containers.get(job.containerId))?.settledAt : undefined;
  };
  return (await eventually(look, (at) => at !== undefined)) ?? NOON;
}
async function givenAgent(name: string): Promise<BareAgent> {
  const agent = new BareAgent(hub.address);
  agents.push(agent);
  return agent.join((await hub.enrolmentToken()).token, name);
}

describe('[H2] [H4] a container that', () => {
  it('succeeded is purged 4 hours later; a line stays on its computer, and so does the installation', async () => {
    const agent = await givenAgent('kept');
    const job = await ranBy(agent, 0);
    const end = await settledAt(job);
    await purgeAt(4 - 1 / HOUR, end);
    expect(await hub.hub.queries.container(ADMIN, job.containerId)).toMatchObject({ state: 'succeeded' });
    await purgeAt(4, end);
    await expect(hub.hub.queries.container(ADMIN, job.containerId)).rejects.toMatchObject(notFound);
    await expect(hub.hub.queries.job(ADMIN, job.id)).rejects.toMatchObject(notFound);
    expect(await store.output.sizes(job.id, 1)).toEqual([]);
    expect(await historyOf(agent.computerId)).toStrictEqual([
      {
        jobId: job.id,
        containerName: job.containerName,
        action: 'install',
        packageName: job.packageName,
        packageVersion: job.packageVersion,
        state: 'succeeded',
        exitCode: 0,
        endedAt: expect.any(String) as string,
        by: 'admin',
      },
    ]);
    expect(await hub.hub.queries.installationsOfComputer(ADMIN, agent.computerId)).toMatchObject([
      { packageName: job.packageName },
    ]);
    const { rows: audit } = await hub.hub.queries.audit(ADMIN, { verbPrefix: 'deployment.purge' });
    expect(audit).toMatchObject([{ actor: { kind: 'system' }, subject: { id: job.containerId } }]);
  });

  it.each(['failed', 'cancelled'] as const)('%s is purged after 2 days', async (state) => {
    const { container } = await settled([{ state }, { state: 'succeeded' }]);
    await purgeAt(48 - 1 / HOUR);
    expect(await isThere(container.id)).toBe(true);
    await purgeAt(48);
    expect(await isThere(container.id)).toBe(false);
  });

  it('may go is kept for ever where the setting is 0, and goes when that is changed', async () => {
    const never = { purgeSucceededAfterHours: 0, purgeFailedAfterHours: 0 };
    await hub.hub.commands.editSettings(ADMIN, never);
    const kept = [await settled([{}]), await settled([{ state: 'failed' }])];
    await purgeAt(1_000);
    for (const { container } of kept) {
      // Neither the worker nor, asked directly, the hub.
      await onFinding(hub.context, { kind: 'containerPurgeable', containerId: container.id });
      expect(await isThere(container.id)).toBe(true);
    }
    await hub.hub.commands.editSettings(ADMIN, {
      purgeFailedAfterHours: DEFAULT_SETTINGS.purgeFailedAfterHours,
    });
    await purge();
    expect(await Promise.all(kept.map(({ container }) => isThere(container.id)))).toEqual([true, false]);
  });

  it('has a pending job is not purged, whatever its stored counts say', async () => {
    const { container, jobs } = await settled([{}, {}]);
    const [job] = jobs;
    await store.jobs.insertMany([aJob({ containerId: container.id, sequence: 3 })]);
    await purgeAt(4);
    expect(await isThere(container.id)).toBe(true);
    expect(await store.jobs.get(job?.id ?? '')).toBeDefined();
  });
});

describe('[H1] a container', () => {
  it('that is retried is not purged, and counts anew from its new end', async () => {
    const agent = await givenAgent('retried');
    const job = await ranBy(agent, 7);
    await clock.advance(47 * HOUR);
    await hub.hub.commands.retryJobs(ADMIN, { containerId: job.containerId });
    expect(await store.containers.get(job.containerId)).not.toHaveProperty('settledAt');
    const order = await agent.jobOrder();
    // Time that moves before the answer is there would look like silence, and end the session.
    await hub.settled(job.id, ({ times }) => times.acceptedAt !== undefined);
    await purgeAt(49);
    expect(await hub.hub.queries.job(ADMIN, job.id)).toMatchObject({ state: 'pushed' });
    const key = { ...attemptOf(order), sinceAccepted: 0 };
    await agent.report({ event: 'executing', ...key });
    await agent.report({ event: 'failed', ...key, reason: 'exitCodeNotAccepted', exitCode: 8 });
    const end = await settledAt(job);
    await purgeAt(48 - 1 / HOUR, end);
    expect(await isThere(job.containerId)).toBe(true);
    await purgeAt(48, end);
    expect(await historyOf(agent.computerId)).toMatchObject([{ exitCode: 8 }]);
  });

  it('whose jobs all ended when they were planned is settled from its creation', async () => {
    const agent = await givenAgent('done');
    const first = await ranBy(agent, 0);
    const job = await deploy(hub, { computerId: agent.computerId, packageId: first.packageId });
    expect(job.state).toBe('alreadyInstalled');
    expect(await store.containers.get(job.containerId)).toMatchObject({
      settledAt: clock.now(),
      settledAs: 'succeeded',
    });
  });

  it('from before this was kept is settled from the first start that looks at it', async () => {
    const container = await store.containers.insert(aContainer({ counts: { failed: 1 } }));
    await store.jobs.insertMany([aJob({ containerId: container.id, state: 'failed' })]);
    await purgeAt(1_000);
    expect(await isThere(container.id)).toBe(true);
    const other = await startTestHub({ clock, environment: { MONGODB_URI: hub.databaseUri } });
    expect(await store.containers.get(container.id)).toMatchObject({
      settledAt: clock.now(),
      settledAs: 'failed',
    });
    await other.dispose();
  });
});

describe('consoles', () => {
  it('are told of a purge on the list, on its page and on the pages of its computers', async () => {
    const { container, jobs } = await settled([{}, {}]);
    await clock.advance(4 * HOUR);
    const { secret } = await hub.hub.commands.signIn(
      { name: 'admin', password: ADMIN_PASSWORD },
      { address: '127.0.0.1' },
    );
    const socket = new ConsoleSocket(hub.address, { secret, origin: hub.address });
    expect(await socket.admitted()).toBeUndefined();
    const topics = [
      'containers',
      `container:${container.id}`,
      ...jobs.map((job) => `computer:${job.computerId}`),
    ];
    for (const topic of topics) await socket.ask('watch', { topic });
    await purge();
    await clock.advance(1_000);
    const removed = { kind: 'containerRemoved', containerId: container.id };
    await socket.hears((messages) => new Set(messages.map(({ topic }) => topic)).size === topics.length);
    for (const { changes } of socket.messages) expect(changes).toContainEqual(removed);
    socket.leave();
  });
});

describe('[H6] [H7] what is too old', () => {
  it('leaves the history and the audit log, when it may', async () => {
    const { id: computerId } = await store.computers.insert(aComputer());
    await settled([{ computerId }]);
    await purgeAt(4);
    await store.audit.insert(anAuditEntry({ verb: 'old.entry', at: NOON }));
    const old = async () => (await hub.hub.queries.audit(ADMIN, { verbPrefix: 'old.' })).rows.length;
    const clean = async () => {
      await runRule(hub, purgeHistory);
      await runRule(hub, purgeAudit);
    };
    await hub.hub.commands.editSettings(ADMIN, { purgeHistoryAfterDays: 0, purgeAuditAfterDays: 0 });
    await clock.advance(91 * DAY);
    await clean();
    expect([(await historyOf(computerId)).length, await old()]).toEqual([1, 1]);
    await hub.hub.commands.editSettings(ADMIN, { purgeHistoryAfterDays: 92, purgeAuditAfterDays: null });
    await clean();
    expect([(await historyOf(computerId)).length, await old()]).toEqual([1, 0]);
    await hub.hub.commands.editSettings(ADMIN, { purgeHistoryAfterDays: null });
    await clean();
    expect(await historyOf(computerId)).toEqual([]);
  });

  it('leaves the sign-ins', async () => {
    const { id: userId } = await store.access.insertUser(aUser());
    const day = new Date(Date.now() + DAY);
    await store.access.insertSession(aSession({ userId, expiresAt: day }));
    const hasExpired = () => store.access.hasExpiredSessions(day);
    await runRule(hub, purgeSessions);
    expect(await hasExpired()).toBe(true);
    await clock.advance(day.getTime() - clock.now().getTime());
    await runRule(hub, purgeSessions);
    expect(await hasExpired()).toBe(false);
  });
});
