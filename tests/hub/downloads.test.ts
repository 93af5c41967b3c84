import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobOrder } from '#protocol/orders.ts';
import type { JobView } from '#protocol/views/container.ts';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { deploy, givenPackage } from '#tests/support/deployments.ts';
import { drivenClock, type DrivenClock } from '#tests/support/driven-clock.ts';
import { eventually } from '#tests/support/eventually.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

const NOON = new Date('2026-05-01T12:00:00.000Z');
const MINUTE = 60_000;

let clock: DrivenClock;
let hub: TestHub;
let packageId: string;
const agents: BareAgent[] = [];
const hubs: TestHub[] = [];

beforeEach(() => {
  clock = drivenClock(NOON);
});
afterEach(async () => {
  for (const agent of agents.splice(0)) agent.leave();
  for (const one of hubs.splice(0).reverse()) await one.dispose();
});

/** @param limits hub-wide, and of each subnet */
async function givenHub(limits: [number, number], environment: Record<string, string> = {}): Promise<void> {
  hub = await startTestHub({ clock, environment: { TRUSTED_PROXIES: '127.0.0.1,::1', ...environment } });
  hubs.push(hub);
  if (environment['DATA_DIR'] !== undefined) return;
  const [maxDownloads, maxDownloadsPerSubnet] = limits;
  await hub.hub.commands.editSettings(ADMIN, { maxDownloads, maxDownloadsPerSubnet });
  packageId = (await givenPackage(hub, { file: { name: 'a.txt', text: 'content' } })).id;
}
/** An agent that comes from this address. */
async function from(address: string): Promise<BareAgent> {
  const headers = { 'x-forwarded-for': address, 'x-forwarded-proto': 'https' };
  const agent = new BareAgent(hub.address, undefined, headers);
  agents.push(agent);
  return agent.join((await hub.enrolmentToken()).token, address);
}
const job = (id: string) => hub.hub.queries.job(ADMIN, id);
const jobWhen = (id: string, fits: (view: JobView) => boolean) => eventually(() => job(id), fits);
const waits = (id: string) => jobWhen(id, (view) => view.waiting?.reason === 'downloadSlot');
const deployTo = (agent: BareAgent, wish: Partial<Parameters<typeof deploy>[1]> = {}) =>
  deploy(hub, { computerId: agent.computerId, packageId, ...wish });
const report = (agent: BareAgent, { jobId, attempt }: JobOrder, event: 'downloading' | 'unpacking') =>
  agent.report({ event, jobId, attempt, sinceAccepted: 1 });

describe('limits', () => {
  it('[Q1] [Q3] hub-wide: who comes over it waits and says so, until a job has left downloading', async () => {
    await givenHub([2, 0]);
    const [one, two, three] = [await from('10.1.5.1'), await from('10.1.6.1'), await from('10.1.7.1')];
    await deployTo(one);
    await deployTo(two);
    const [first] = [await one.jobOrder(), await two.jobOrder()];
    const third = await deployTo(three);
    expect((await waits(third.id)).waiting).toEqual({
      reason: 'downloadSlot',
      downloads: { going: 2, limit: 2 },
    });
    await report(one, first, 'downloading');
    expect((await job(third.id)).state).toBe('waiting');
    await report(one, first, 'unpacking');
    expect((await three.jobOrder()).jobId).toBe(third.id);
  });

  it('[Q2] of a subnet: another one is free meanwhile, and what needs no content needs no slot', async () => {
    await givenHub([0, 1]);
    const [one, two, other, bare] = [
      await from('10.1.5.1'),
      await from('10.1.5.2'),
      await from('10.1.6.1'),
      await from('10.1.5.3'),
    ];
    const held = await deployTo(one);
    await one.jobOrder();
    const waiting = await deployTo(two);
    expect((await waits(waiting.id)).waiting?.downloads).toEqual({
      going: 1,
      limit: 1,
      subnet: '10.1.5.0/24',
    });
    await deployTo(other);
    await other.jobOrder();
    await deploy(hub, { computerId: bare.computerId, packageId: (await givenPackage(hub)).id });
    await bare.jobOrder();
    // Given back before it has begun: the slot is free.
    one.answerOrders = 'withdrawn';
    await hub.hub.commands.pauseContainer(ADMIN, { containerId: held.containerId });
    expect((await two.jobOrder()).jobId).toBe(waiting.id);
  });

  it('[Q5] the one that is due longest goes first, whoever asked last', async () => {
    await givenHub([1, 0]);
    const [holds, late, early] = [await from('10.1.5.1'), await from('10.1.5.2'), await from('10.1.5.3')];
    await deployTo(holds);
    const order = await holds.jobOrder();
    const startAt = (minutes: number) => new Date(NOON.getTime() + minutes * MINUTE).toISOString();
    const later = await deployTo(late, { startAt: startAt(2) });
    const sooner = await deployTo(early, { startAt: startAt(1) });
    await clock.advance(2 * MINUTE);
    await waits(later.id);
    await waits(sooner.id);
    await report(holds, order, 'unpacking');
    const next = await early.jobOrder();
    expect(next.jobId).toBe(sooner.id);
    await waits(later.id);
    await report(early, next, 'unpacking');
    expect((await late.jobOrder()).jobId).toBe(later.id);
  });

  it('[Q1] a limit that is lifted holds at once', async () => {
    await givenHub([1, 0]);
    const [one, two] = [await from('10.1.5.1'), await from('10.1.5.2')];
    await deployTo(one);
    await one.jobOrder();
    const waiting = await deployTo(two);
    await waits(waiting.id);
    await hub.hub.commands.editSettings(ADMIN, { maxDownloads: 0 });
    expect((await two.jobOrder()).jobId).toBe(waiting.id);
  });
});

describe('[Q4] who is away', () => {
  it('a computer that vanished while it downloaded holds up nobody', async () => {
    await givenHub([1, 0]);
    const [one, two] = [await from('10.1.5.1'), await from('10.1.5.2')];
    await deployTo(one);
    await one.jobOrder();
    const waiting = await deployTo(two);
    await waits(waiting.id);
    one.leave();
    expect((await two.jobOrder()).jobId).toBe(waiting.id);
  });

  it('over a restart of the hub slots are held, until it is known who has not come back', async () => {
    await givenHub([1, 0]);
    const [one, two] = [await from('10.1.5.1'), await from('10.1.5.2')];
    await deployTo(one);
    await one.jobOrder();
    const waiting = await deployTo(two);
    await waits(waiting.id);
    await hub.stop();
    await givenHub([1, 0], { MONGODB_URI: hub.databaseUri, DATA_DIR: hub.dataDirectory });
    const again = await two.returns(hub.address);
    agents.push(again);
    expect((await waits(waiting.id)).waiting?.downloads).toEqual({ going: 1, limit: 1 });
    await clock.advance(2 * MINUTE);
    expect((await again.jobOrder()).jobId).toBe(waiting.id);
  });
});
