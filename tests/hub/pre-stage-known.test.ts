import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkedFetch } from '#tests/support/api-contract.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import {
  brought,
  fetchOrder,
  heard,
  inMinutes,
  MINUTE,
  PreStageScene,
} from '#tests/support/pre-stage-scene.ts';

let scene: PreStageScene;
beforeEach(() => {
  scene = new PreStageScene();
});
afterEach(() => scene.dispose());

describe('what is known and shown', () => {
  it('[V5] [V7] counts the computers, and each waiting job says that its content is there, or on its way', async () => {
    await scene.start();
    const [one, other] = [await scene.agent('10.1.5.1'), await scene.agent('10.1.6.1')];
    const { id } = await scene.deploy([one, other], [await scene.packaged(), await scene.packaged()]);
    await scene.containerOnce(id, ({ preStaged }) => preStaged?.computers === 2);
    expect((await scene.container(id)).preStaged).toEqual({ computers: 2, present: 0, failed: 0 });
    const noteOf = async () => (await scene.job(id, one)).waiting?.content;
    const first = await fetchOrder(one);
    expect(await noteOf()).toEqual({ state: 'coming' });
    await brought(one, first);
    expect(await noteOf()).toEqual({ state: 'present' });
    await brought(one, await fetchOrder(one));
    await scene.clock.advance(150);
    await scene.containerOnce(id, ({ preStaged }) => preStaged?.present === 1);
    // It is known while the computer is away, and over a restart of the hub.
    one.leave();
    await scene.restart();
    expect(await noteOf()).toEqual({ state: 'present' });
    expect((await scene.container(id)).preStaged).toEqual({ computers: 2, present: 1, failed: 0 });
    await scene.clock.advance(60 * MINUTE);
    await scene.containerOnce(id, ({ preStaged }) => preStaged === undefined);
  });

  it('[V6] a failure is noted and tried again, a minute later, then two; other content comes meanwhile', async () => {
    await scene.start();
    const agent = await scene.agent();
    const [first, second] = [await scene.packaged(), await scene.packaged()];
    const { id } = await scene.deploy([agent], [first, second]);
    const failure = { reason: 'diskFull', detail: '12 bytes are missing' } as const;
    await agent.reportContents([], { grantId: (await fetchOrder(agent)).grantId, failure });
    expect((await scene.job(id, agent)).waiting?.content).toEqual({
      state: 'failed',
      ...failure,
      at: inMinutes(0),
      retryAt: inMinutes(1),
    });
    await scene.clock.advance(150);
    await scene.containerOnce(id, ({ preStaged }) => preStaged?.failed === 1);
    const other = await fetchOrder(agent);
    expect(other.content.sha256).toBe(second.sha256);
    await brought(agent, other);
    // Computers are looked at in turn: with an order for this one, the first has been looked at.
    const next = await scene.agent('10.1.6.1');
    await scene.deploy([next], [second]);
    await fetchOrder(next);
    await heard(next);
    await scene.clock.advance(MINUTE);
    const again = await fetchOrder(agent);
    expect(again.content.sha256).toBe(first.sha256);
    const { waiting } = await scene.jobOnce(id, agent, (job) => job.waiting?.content?.state === 'coming');
    expect(waiting?.reason).toBe('startDate');
    await agent.reportContents([second.sha256], { grantId: again.grantId, failure });
    const note = (await scene.job(id, agent)).waiting?.content;
    expect(note).toMatchObject({ state: 'failed' });
    // The job itself downloads as usual.
    const startAt = scene.clock.now().toISOString();
    await scene.hub.hub.commands.editContainer(ADMIN, { containerId: id, startAt });
    expect((await agent.jobOrder()).content?.sha256).toBe(first.sha256);
  });

  it('[V8] is to be kept by the agent, also when it was there before', async () => {
    await scene.start();
    const one = await scene.packaged();
    const agent = await scene.agent('10.1.5.1', [one.sha256]);
    await scene.deploy([agent], [one]);
    const order = await agent.orderFor('preStage');
    expect(order.keep).toEqual([one.sha256]);
    expect(order.fetch).toBeUndefined();
  });

  it('[V6] an agent that says that it has what it does not hold is not asked again at once', async () => {
    await scene.start();
    const agent = await scene.agent();
    const { id } = await scene.deploy([agent], [await scene.packaged()]);
    await agent.reportContents([], { grantId: (await fetchOrder(agent)).grantId });
    expect((await scene.job(id, agent)).waiting?.content).toMatchObject({
      state: 'failed',
      retryAt: inMinutes(1),
    });
  });

  it('a report about something that was not ordered changes nothing but what is held', async () => {
    await scene.start();
    const agent = await scene.agent();
    const one = await scene.packaged();
    const { id } = await scene.deploy([agent], [one]);
    const order = await fetchOrder(agent);
    const ended = { grantId: 'f'.repeat(24), failure: { reason: 'diskFull', detail: '' } } as const;
    await agent.reportContents([], ended);
    expect((await scene.job(id, agent)).waiting?.content).toEqual({ state: 'coming' });
    expect(await scene.ask(agent, order)).toBe(200);
  });
});

it('over REST it is asked for, seen and taken back, as the API’s document says', async () => {
  await scene.start();
  const [one, other] = [await scene.agent('10.1.5.1'), await scene.agent('10.1.6.1')];
  const packaged = await scene.packaged();
  const { commands } = scene.hub.hub;
  const { token } = await commands.createApiToken(ADMIN, { name: 'ci', role: 'operator' });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const ask = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const request = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    return (await checkedFetch(`${scene.hub.address}/api/v1/${path}`, request)).json() as Promise<
      Record<string, unknown>
    >;
  };
  const created = await ask('POST', 'job-containers', {
    name: 'over REST',
    computerIds: [one.computerId, other.computerId],
    packageIds: [packaged.id],
    startAt: inMinutes(60),
    preStage: true,
  });
  expect(created).toMatchObject({ preStage: true });
  const path = `job-containers/${String(created['id'])}`;
  await brought(one, await fetchOrder(one));
  const failure = { reason: 'cacheFull', detail: '' } as const;
  await other.reportContents([], { grantId: (await fetchOrder(other)).grantId, failure });
  const preStaged = { computers: 2, present: 1, failed: 1 };
  await scene.clock.advance(150);
  await scene.containerOnce(String(created['id']), (view) => view.preStaged?.failed === 1);
  expect(await ask('GET', path)).toMatchObject({ preStaged });
  const { rows } = await ask('GET', `${path}/jobs`);
  expect(rows).toMatchObject([
    { waiting: { content: { state: 'present' } } },
    { waiting: { content: { state: 'failed', reason: 'cacheFull' } } },
  ]);
  expect(await ask('PATCH', path, { preStage: false })).toMatchObject({ preStage: false });
});
