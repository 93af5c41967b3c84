import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/entities.ts';
import type { Input } from '#hub/hub.ts';
import type { AttemptEvent } from '#protocol/agent.ts';
import type { JobOrder } from '#protocol/orders.ts';
import type { JobView } from '#protocol/views/container.ts';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { deploy, givenPackage } from '#tests/support/deployments.ts';
import { drivenClock, type DrivenClock } from '#tests/support/driven-clock.ts';
import { eventually } from '#tests/support/eventually.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

/** A Friday; 14:00 in Berlin. */
const NOON = new Date('2026-05-01T12:00:00.000Z');
const MINUTE = 60_000;
const SUPPORT: Actor = { ...ADMIN, id: 'e'.repeat(24), name: 'sam', role: 'support' };

let clock: DrivenClock;
let hub: TestHub;
let packageId: string;
const agents: BareAgent[] = [];
const hubs: TestHub[] = [];

beforeEach(async () => {
  clock = drivenClock(NOON);
  hub = await givenHub();
  packageId = (await givenPackage(hub)).id;
});
afterEach(async () => {
  for (const agent of agents.splice(0)) agent.leave();
  for (const one of hubs.splice(0).reverse()) await one.dispose();
});

async function givenHub(environment: Record<string, string> = {}): Promise<TestHub> {
  const started = await startTestHub({ clock, environment: { TIME_ZONE: 'Europe/Berlin', ...environment } });
  hubs.push(started);
  return started;
}
async function givenAgent(name: string, headers: Record<string, string> = {}): Promise<BareAgent> {
  const agent = new BareAgent(hub.address, undefined, headers);
  agents.push(agent);
  return agent.join((await hub.enrolmentToken()).token, name);
}
async function returned(agent: BareAgent, attempts: Parameters<BareAgent['returns']>[1] = []) {
  const again = await agent.returns(hub.address, attempts);
  agents.push(again);
  return again;
}
async function gone(agent: BareAgent): Promise<void> {
  agent.leave();
  await eventually(
    () => hub.hub.queries.computer(ADMIN, agent.computerId),
    (row) => row.presence !== 'online',
  );
}
const at = (minutes: number) => new Date(NOON.getTime() + minutes * MINUTE).toISOString();
const job = (id: string) => hub.hub.queries.job(ADMIN, id);
const jobWhen = (id: string, fits: (view: JobView) => boolean) => eventually(() => job(id), fits);
const jobOnce = (id: string, state: string) => jobWhen(id, (view) => view.state === state);
const deployTo = (agent: BareAgent, wish: Partial<Input<'CreateContainer'>> = {}) =>
  deploy(hub, { computerId: agent.computerId, packageId, ...wish });
type Step = 'downloading' | 'executing' | 'succeeded' | 'failed' | 'expired';
function report(agent: BareAgent, order: JobOrder, event: Step) {
  const key = { jobId: order.jobId, attempt: order.attempt, sinceAccepted: 10 };
  const told: AttemptEvent =
    event === 'succeeded'
      ? { ...key, event, exitCode: 0 }
      : event === 'failed'
        ? { ...key, event, exitCode: 3, reason: 'exitCodeNotAccepted' }
        : { ...key, event };
  return agent.report(told);
}
async function held(agent: BareAgent): Promise<JobOrder> {
  const order = await agent.jobOrder();
  await eventually(
    () => job(order.jobId),
    (view) => view.times.acceptedAt !== undefined,
  );
  return order;
}
const inHand = (order: JobOrder, begun: boolean) => [
  { jobId: order.jobId, attempt: order.attempt, phase: 'held', begun } as const,
];

describe('time frames', () => {
  it('[E4] [F4] [D1] a job waits for the frame in the zone of the hub and is handed over the moment it opens', async () => {
    const agent = await givenAgent('framed');
    const framed = await deployTo(agent, { timeFrames: 'FRI 15:00-15:30' });
    expect((await job(framed.id)).waiting).toEqual({ reason: 'outsideTimeFrame', until: at(60) });
    await clock.advance(60 * MINUTE - 1);
    expect(agent.ordersWaiting).toBe(0);
    await clock.advance(1);
    const order = await held(agent);
    expect((await job(order.jobId)).times.offeredAt).toBe(at(60));
    // [D2] The end minute is included.
    expect(order.mayStartForMilliseconds).toBe(31 * MINUTE);

    agent.answerOrders = 'withdrawn';
    await clock.advance(31 * MINUTE);
    expect(await agent.signedOrder()).toMatchObject({ purpose: 'withdraw' });
    const waiting = await jobOnce(framed.id, 'waiting');
    expect(waiting.waiting).toEqual({ reason: 'outsideTimeFrame', until: at(7 * 24 * 60 + 60) });
  });

  it('[F2] [F3] across midnight, and with both end minutes, where others never match', async () => {
    const agent = await givenAgent('night');
    const night = await deployTo(agent, { timeFrames: '22:00-06:00' });
    expect((await job(night.id)).waiting?.until).toBe(at(8 * 60));
    await clock.advance(8 * 60 * MINUTE);
    const order = await held(agent);
    expect(order.mayStartForMilliseconds).toBe((8 * 60 + 1) * MINUTE);
    const whole = await deployTo(await givenAgent('whole'), { timeFrames: '0:00-23:59' });
    await jobOnce(whole.id, 'pushed');
  });

  it('[E4] an uninstallation keeps its frame and its place in the sequence', async () => {
    const agent = await givenAgent('uninstalling');
    await deployTo(agent);
    const order = await held(agent);
    await report(agent, order, 'executing');
    await report(agent, order, 'succeeded');
    await jobOnce(order.jobId, 'succeeded');
    const removal = await deployTo(agent, { action: 'uninstall', timeFrames: '20:00-21:00' });
    expect(removal).toMatchObject({
      sequence: 1,
      waiting: { reason: 'outsideTimeFrame', until: at(6 * 60) },
    });
    expect(agent.ordersWaiting).toBe(0);
  });

  it('[J14] an agent to which the frame closed gives the job back, and gets it again at the next opening', async () => {
    const agent = await givenAgent('closing');
    const closing = await deployTo(agent, { timeFrames: '14:00-14:09, 16:00-16:30' });
    await report(agent, await held(agent), 'expired');
    // The hub's clock stands within the frame still: it is offered again at once, under a new number.
    expect(await held(agent)).toMatchObject({ jobId: closing.id, attempt: 2 });
  });
});

describe('the end date', () => {
  it('[J13] [D2] what waits expires, what is held expires when the agent confirms, what executes is spared', async () => {
    const [runs, holds, away] = [
      await givenAgent('runs'),
      await givenAgent('holds'),
      await givenAgent('away'),
    ];
    await gone(away);
    const computerIds = [runs, holds, away].map((agent) => agent.computerId);
    const wish = { name: 'ends', computerIds, packageIds: [packageId], endAt: at(60) };
    const container = await hub.hub.commands.createContainer(ADMIN, wish);
    const running = await held(runs);
    expect(running.mayStartForMilliseconds).toBe(60 * MINUTE);
    await report(runs, running, 'executing');
    const unbegun = await held(holds);
    holds.answerOrders = 'nothing';
    await clock.advance(60 * MINUTE);
    expect(await holds.signedOrder()).toMatchObject({ purpose: 'withdraw' });
    const { jobs } = await hub.hub.queries.jobsOfContainer(ADMIN, container.id);
    const waited = jobs.find((one) => one.computerId === away.computerId);
    expect(await jobOnce(waited?.id ?? '', 'expired')).toMatchObject({ reason: 'endDatePassed' });
    expect(await job(unbegun.jobId)).toMatchObject({ state: 'pushed', expiryRequestedAt: at(60) });
    await report(holds, unbegun, 'expired');
    expect(await job(unbegun.jobId)).toMatchObject({ state: 'expired', reason: 'endDatePassed' });
    expect((await job(running.jobId)).state).toBe('executing');
    await report(runs, running, 'succeeded');
    expect((await job(running.jobId)).state).toBe('succeeded');
  });

  it('[R7] an agent that was cut off over the end gives back what it has not begun, and keeps what it has', async () => {
    const [lazy, busy] = [await givenAgent('lazy'), await givenAgent('busy')];
    await deployTo(lazy, { endAt: at(60) });
    await deployTo(busy, { endAt: at(60) });
    const [unbegun, begun] = [await held(lazy), await held(busy)];
    await gone(lazy);
    await gone(busy);
    await clock.advance(60 * MINUTE);
    const asked = await jobWhen(unbegun.jobId, (view) => view.expiryRequestedAt !== undefined);
    expect(asked).toMatchObject({ state: 'pushed', expiryRequestedAt: at(60) });
    await jobWhen(begun.jobId, (view) => view.expiryRequestedAt !== undefined);

    lazy.answerOrders = 'withdrawn';
    const lazyAgain = await returned(lazy, inHand(unbegun, false));
    expect(lazyAgain.welcome).toMatchObject({ drop: [{ jobId: unbegun.jobId, attempt: 1 }] });
    expect(await lazyAgain.signedOrder()).toMatchObject({ purpose: 'withdraw' });
    expect((await jobOnce(unbegun.jobId, 'expired')).reason).toBe('endDatePassed');

    const busyAgain = await returned(busy, inHand(begun, true));
    expect(busyAgain.welcome).toMatchObject({ drop: [] });
    await report(busyAgain, begun, 'executing');
    await report(busyAgain, begun, 'succeeded');
    expect(await job(begun.jobId)).toMatchObject({ state: 'succeeded', attempt: 1 });
    expect(busyAgain.ordersWaiting).toBe(0);
  });

  it('[D1] a hub that was off over a start and an end does what they asked for when it is back, once', async () => {
    const agent = await givenAgent('patient');
    const starts = await deployTo(agent, { startAt: at(60) });
    const ends = await deployTo(agent, { startAt: at(30), endAt: at(90), addressRanges: '10.0.0.0/8' });
    await hub.stop();
    await clock.advance(120 * MINUTE);
    hub = await givenHub({ MONGODB_URI: hub.databaseUri, DATA_DIR: hub.dataDirectory });
    expect(await job(ends.id)).toMatchObject({ state: 'expired', reason: 'endDatePassed' });
    expect((await job(starts.id)).waiting?.reason).toBe('presenceUnknown');
    const again = await returned(agent);
    expect(await held(again)).toMatchObject({ jobId: starts.id, attempt: 1 });
  });

  it('[J2] nothing is reported over a job that has expired', async () => {
    const agent = await givenAgent('stubborn');
    await deployTo(agent, { endAt: at(10) });
    const order = await held(agent);
    agent.answerOrders = 'withdrawn';
    await clock.advance(10 * MINUTE);
    await jobOnce(order.jobId, 'expired');
    for (const event of ['failed', 'succeeded'] as const) {
      expect(await report(agent, order, event)).toMatchObject({ ok: false, code: 'illegalTransition' });
    }
    expect((await job(order.jobId)).state).toBe('expired');
    expect(await hub.hub.queries.installationsOfComputer(ADMIN, agent.computerId)).toEqual([]);
  });

  it.each([
    [{ startAt: at(10), endAt: at(5) }, 'endAt'],
    [{ endAt: at(-5) }, 'endAt'],
    [{ timeFrames: '6:00-7:00, 25:00-26:00' }, 'timeFrames'],
    [{ addressRanges: '10/8' }, 'addressRanges'],
  ])('[C2] %j is refused and names the field', async (wish, path) => {
    const agent = await givenAgent('refused');
    await expect(deployTo(agent, wish)).rejects.toMatchObject({ code: 'invalidInput', fields: [{ path }] });
  });
});

describe('address ranges', () => {
  it('[E4] [N1] the address of the session decides, and what a client writes into a header does not', async () => {
    const liar = await givenAgent('liar', { 'x-forwarded-for': '10.1.2.3' });
    const kept = await deployTo(liar, { addressRanges: '10.0.0.0/8', priority: 5 });
    expect((await job(kept.id)).waiting).toEqual({ reason: 'addressNotInRange' });
    // [E5]
    const free = await deployTo(liar, { addressRanges: '127.0.0.0/8, ::1' });
    expect((await held(liar)).jobId).toBe(free.id);
  });

  it('[N1] behind a trusted proxy it is the address that the proxy tells', async () => {
    hub = await givenHub({ TRUSTED_PROXIES: '127.0.0.1,::1' });
    packageId = (await givenPackage(hub)).id;
    const branch = await givenAgent('branch', {
      'x-forwarded-for': '10.1.2.3',
      'x-forwarded-proto': 'https',
    });
    const kept = await deployTo(branch, { addressRanges: '!10.1.0.0/16' });
    expect((await job(kept.id)).waiting).toEqual({ reason: 'addressNotInRange' });
    await hub.hub.commands.editContainer(ADMIN, {
      containerId: kept.containerId,
      addressRanges: '10.1.0.0/16',
    });
    expect((await held(branch)).jobId).toBe(kept.id);
  });
});

describe('permission', () => {
  it('[A1] [A2] support staff neither edit nor pause, and retry on one computer', async () => {
    const agent = await givenAgent('one');
    const { containerId } = await deployTo(agent, { startAt: at(5) });
    const { commands } = hub.hub;
    for (const forbidden of [
      () => commands.editContainer(SUPPORT, { containerId, priority: 1 }),
      () => commands.pauseContainer(SUPPORT, { containerId }),
      () => commands.resumeContainer(SUPPORT, { containerId }),
    ]) {
      await expect(forbidden()).rejects.toMatchObject({ code: 'forbidden' });
    }
    await expect(commands.retryJobs(SUPPORT, { containerId })).rejects.toMatchObject({
      code: 'notRetriable',
    });
  });
});
