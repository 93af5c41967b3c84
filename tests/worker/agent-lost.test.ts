import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HUB_RUNS, readHubRuns } from '#domain/hub-runs.ts';
import { onFinding } from '#hub/findings/on-finding.ts';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { deploy, givenPackage } from '#tests/support/deployments.ts';
import { drivenClock, type DrivenClock } from '#tests/support/driven-clock.ts';
import { eventually } from '#tests/support/eventually.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';
import { workersOf } from '#tests/support/workers.ts';

const NOON = new Date('2026-05-01T12:00:00.000Z');
const HOUR = 3_600_000;

let clock: DrivenClock;
let hub: TestHub;
let agent: BareAgent;
let jobId: string;
const hubs: TestHub[] = [];
const agents: BareAgent[] = [];

/** A job that executes at noon on a computer that is online. */
beforeEach(async () => {
  clock = drivenClock(NOON);
  hub = await startTestHub({ clock });
  hubs.push(hub);
  agent = await new BareAgent(hub.address).join((await hub.enrolmentToken()).token, 'vanishes');
  agents.push(agent);
  const { id } = await givenPackage(hub);
  jobId = (await deploy(hub, { computerId: agent.computerId, packageId: id })).id;
  await agent.jobOrder();
  await agent.report({ jobId, attempt: 1, event: 'executing', sinceAccepted: 1 });
});
afterEach(async () => {
  for (const one of agents.splice(0)) one.leave();
  for (const one of hubs.splice(0).reverse()) await one.dispose();
});

const job = () => hub.hub.queries.job(ADMIN, jobId);
const hoursPass = (hours: number) => clock.advance(hours * HOUR);
async function gone(): Promise<void> {
  agent.leave();
  await eventually(
    () => hub.context.store.computers.get(agent.computerId),
    (computer) => computer?.connected === undefined,
  );
}
/** What the rule, in its thread, and the hub make of it now. */
async function look(): Promise<Awaited<ReturnType<typeof job>>> {
  const workers = workersOf(hub);
  await workers.runNow('presence');
  expect(workers.view().find(({ rule }) => rule === 'presence')).toMatchObject({
    state: 'resting',
    failures: 0,
  });
  await workers.stop();
  return job();
}
/** Another hub on the same database, `hours` later by the clock. */
async function nextHub(hours: number): Promise<void> {
  const environment = { MONGODB_URI: hub.databaseUri, DATA_DIR: hub.dataDirectory };
  clock = drivenClock(new Date(clock.now().getTime() + hours * HOUR));
  hub = await startTestHub({ clock, environment });
  hubs.push(hub);
}

describe('[S4] a computer that vanishes while a job executes on it', () => {
  it('is waited for while it may come back, then its job is failed and says why; [J6] the truth wins', async () => {
    await gone();
    await hoursPass(23.9);
    expect(await look()).toMatchObject({ state: 'executing' });
    await hoursPass(0.2);
    expect(await look()).toMatchObject({
      state: 'failed',
      reason: 'agentLost',
      detail: expect.stringContaining('24 hours in which the hub was up'),
    });
    const back = await agent.returns(hub.address, [{ jobId, attempt: 1, phase: 'finished', begun: true }]);
    agents.push(back);
    await back.report({ jobId, attempt: 1, event: 'succeeded', exitCode: 0, sinceAccepted: 9 });
    const truth = await job();
    expect(truth).toMatchObject({ state: 'succeeded', exitCode: 0 });
    expect(truth).not.toHaveProperty('reason');
    expect(truth).not.toHaveProperty('detail');
  });

  it('is not lost when it is back, whatever a worker has found before', async () => {
    await gone();
    await hoursPass(30);
    agents.push(await agent.returns(hub.address, [{ jobId, attempt: 1, phase: 'held', begun: true }]));
    await onFinding(hub.context, { kind: 'agentLost', jobId });
    expect(await look()).toMatchObject({ state: 'executing' });
  });

  it('is not lost while it is online, however long its job takes', async () => {
    await hoursPass(100);
    expect(await look()).toMatchObject({ state: 'executing' });
    await onFinding(hub.context, { kind: 'agentLost', jobId });
    expect(await job()).toMatchObject({ state: 'executing' });
  });

  it('is not judged while nobody knows who is there: two minutes after the start of the hub', async () => {
    await gone();
    await hoursPass(30);
    await hub.stop();
    await nextHub(0);
    expect(await look()).toMatchObject({ state: 'executing' });
    await onFinding(hub.context, { kind: 'agentLost', jobId });
    expect(await job()).toMatchObject({ state: 'executing' });
    await clock.advance(120_000);
    expect(await look()).toMatchObject({ state: 'failed', reason: 'agentLost' });
  });

  it('is given the time that the settings say at that moment', async () => {
    await gone();
    await hoursPass(2);
    expect(await look()).toMatchObject({ state: 'executing' });
    await hub.hub.commands.editSettings(ADMIN, { agentLostAfterHours: 2 });
    expect(await look()).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('2 hours'),
    });
  });

  it('[S2] is not held responsible for time in which the hub was off', async () => {
    await gone();
    await hoursPass(10);
    await hub.stop();
    await nextHub(100);
    await hoursPass(13.9);
    expect(await look()).toMatchObject({ state: 'executing' });
    await hoursPass(0.2);
    expect(await look()).toMatchObject({ state: 'failed', reason: 'agentLost' });
  });

  it('[S3] together with its hub is away since that hub died, not since it came', async () => {
    await hoursPass(50);
    const { store } = hub.context;
    const up = async () => {
      await clock.advance(60_000);
      return readHubRuns(await store.settings.get(HUB_RUNS)).at(-1)?.to;
    };
    // What it wrote down last: on the way there time went faster than the database.
    const died = await eventually(up, (to) => to !== undefined && to.getTime() > NOON.getTime() + 50 * HOUR);
    // A hub that dies ends no session and writes nothing more: this one is simply left alone.
    await nextHub(100);
    const computer = await hub.context.store.computers.get(agent.computerId);
    expect(computer?.connected).toBeUndefined();
    expect(computer?.lastSeenAt).toEqual(died);
    expect(await look()).toMatchObject({ state: 'executing' });
    await hoursPass(23.9);
    expect(await look()).toMatchObject({ state: 'executing' });
    await hoursPass(0.2);
    expect(await look()).toMatchObject({ state: 'failed', reason: 'agentLost' });
  });
});
