import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finishRemovals } from '#hub/remove-computer.ts';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { aSummary, aWake, anId, anInstallation } from '#tests/support/builders.ts';
import { attemptOf, deploy, givenPackage } from '#tests/support/deployments.ts';
import { givenComputer } from '#tests/support/given-computer.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(async () => {
  await hub.dispose();
});

const commands = () => hub.hub.commands;
const listed = async (search: string) =>
  (await hub.hub.queries.computers(ADMIN, { search })).rows.map(({ name }) => name);
const joined = async (name: string) =>
  new BareAgent(hub.address).join((await hub.enrolmentToken()).token, name);
const gone = { code: 'notFound' };

describe('a computer that is deleted', () => {
  it('[X3] goes with its records; its name is free, its groups count one less', async () => {
    const { store } = hub.context;
    const { id, name } = await givenComputer(hub, { name: 'doomed' });
    const { id: groupId } = await commands().createGroup(ADMIN, { of: 'computers', name: 'left' });
    await commands().changeMembers(ADMIN, { groupId, add: [id] });
    const entity = await givenPackage(hub);
    await commands().addInstallation(ADMIN, { computerId: id, packageId: entity.id });
    for (let n = 0; n < 250; n += 1) await store.installations.put(anInstallation({ computerId: id }));
    await store.history.putSummaries([aSummary({ computerId: id }), aSummary({ computerId: id })]);
    await store.wakes.insertMany([aWake({ computerId: id, state: 'noAnswer' })]);

    await commands().deleteComputer(ADMIN, { computerId: id });
    await expect(hub.hub.queries.computer(ADMIN, id)).rejects.toMatchObject(gone);
    expect(await listed('doomed')).toStrictEqual([]);
    expect(await store.installations.ofComputers([id])).toStrictEqual([]);
    expect(await store.history.ofComputer({ computerId: id, limit: 5 })).toStrictEqual([]);
    expect(await store.wakes.ofComputer({ computerId: id, limit: 5 })).toStrictEqual([]);
    expect(await hub.hub.queries.group(ADMIN, 'computers', groupId)).toMatchObject({ computers: 0 });
    expect(await store.removals.unfinished(5)).toStrictEqual([]);
    const { rows } = await hub.hub.queries.audit(ADMIN, { subjectId: id, verbPrefix: 'computer.delete' });
    expect(rows).toMatchObject([{ verb: 'computer.delete', subject: { name }, actor: { name: 'admin' } }]);
    await givenComputer(hub, { name: 'Doomed' });
    await expect(commands().deleteComputer(ADMIN, { computerId: id })).rejects.toMatchObject(gone);
  });

  it('says goodbye to its agent, whose key is no longer accepted until it enrols again', async () => {
    const agent = await joined('leaving');
    const { computerId } = agent;
    await commands().deleteComputer(ADMIN, { computerId });
    await agent.closed();
    expect(hub.context.sessions.get(computerId)).toBeUndefined();
    const again = agent.anew(hub.address);
    expect(await again.prove(computerId, await again.identify())).toMatchObject({ code: 'unknownComputer' });
    again.leave();
    const enrolled = await agent.anew(hub.address).join((await hub.enrolmentToken()).token, 'leaving');
    expect(enrolled.computerId).not.toBe(computerId);
    expect(await listed('leaving')).toStrictEqual(['leaving']);
    enrolled.leave();
  });

  it('[X1] is kept while jobs wait for it or run there; its name must be typed as it is', async () => {
    const agent = await joined('busy');
    const { computerId } = agent;
    const entity = await givenPackage(hub);
    await deploy(hub, { computerId, packageId: entity.id, paused: true });
    const running = await deploy(hub, { computerId, packageId: entity.id, forceReinstall: true });
    const of = { ...attemptOf(await agent.jobOrder()), sinceAccepted: 0 };
    await agent.report({ event: 'executing', ...of });
    await hub.settled(running.id, ({ state }) => state === 'executing');
    await expect(commands().deleteComputer(ADMIN, { computerId })).rejects.toMatchObject({
      code: 'computerInUse',
      fields: [
        { path: 'executing', message: '1 job executes there now.' },
        { path: 'waiting', message: '1 job waits for it.' },
      ],
    });
    await expect(commands().deleteComputer(ADMIN, { computerId, confirmName: 'Busy' })).rejects.toMatchObject(
      {
        code: 'invalidInput',
        fields: [{ path: 'confirmName' }],
      },
    );
    expect(await listed('busy')).toStrictEqual(['busy']);
    agent.leave();
  });

  it('[X2] with its name typed takes its jobs along: cancelled, or failed where one executed', async () => {
    const agent = await joined('taken');
    const { computerId } = agent;
    const entity = await givenPackage(hub);
    const waiting = await deploy(hub, { computerId, packageId: entity.id, paused: true });
    const running = await deploy(hub, { computerId, packageId: entity.id, forceReinstall: true });
    const of = { ...attemptOf(await agent.jobOrder()), sinceAccepted: 0 };
    await agent.report({ event: 'executing', ...of });
    await hub.settled(running.id, ({ state }) => state === 'executing');
    await commands().deleteComputer(ADMIN, { computerId, confirmName: 'taken' });
    expect(await hub.hub.queries.job(ADMIN, waiting.id)).toMatchObject({ state: 'cancelled' });
    expect(await hub.hub.queries.job(ADMIN, running.id)).toMatchObject({
      state: 'failed',
      reason: 'agentLost',
      detail: 'admin deleted the computer while it executed there.',
    });
    expect(await hub.hub.queries.container(ADMIN, running.containerId)).toMatchObject({ state: 'failed' });
    const retried = commands().retryJobs(ADMIN, { containerId: running.containerId });
    await expect(retried).rejects.toMatchObject({ code: 'notRetriable' });
    expect(await hub.hub.queries.container(ADMIN, waiting.containerId)).toMatchObject({ state: 'cancelled' });
  });

  it('[X3] has no job made for it: a deployment that was planned before creates nothing', async () => {
    const { id } = await givenComputer(hub, { name: 'raced' });
    const { id: other } = await givenComputer(hub, { name: 'other' });
    const entity = await givenPackage(hub);
    const wish = { name: 'raced', computerIds: [id, other], packageIds: [entity.id] };
    // The queue in which both go is held until the deployment has been planned.
    const held = Promise.withResolvers<void>();
    void hub.context.contentUse.run(() => held.promise);
    const deleting = commands().deleteComputer(ADMIN, { computerId: id });
    await hub.hub.queries.computer(ADMIN, id);
    const creating = commands().createContainer(ADMIN, wish);
    await hub.hub.queries.previewDeployment(ADMIN, wish);
    held.resolve();
    const outcomes = await Promise.allSettled([deleting, creating]);
    expect(outcomes).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: { code: 'planChanged' } },
    ]);
  });

  it('[X3] goes on being removed after a start, when the hub died meanwhile', async () => {
    const { store } = hub.context;
    const { id, name } = await givenComputer(hub, { name: 'half' });
    const entity = await givenPackage(hub);
    const job = await deploy(hub, { computerId: id, packageId: entity.id, paused: true });
    await store.installations.put(anInstallation({ computerId: id }));
    await store.removals.begin({ id, name, groupIds: [anId()] }, { name: 'ada', at: new Date() });
    await finishRemovals(hub.context);
    expect(await hub.hub.queries.job(ADMIN, job.id)).toMatchObject({ state: 'cancelled' });
    expect(await store.installations.ofComputers([id])).toStrictEqual([]);
    expect(await store.removals.unfinished(5)).toStrictEqual([]);
  });
});
