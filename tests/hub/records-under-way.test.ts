import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PackageView } from '#protocol/views/package.ts';
import { BareAgent, valueOf } from '#tests/support/bare-agent.ts';
import { attemptOf, deploy, givenPackage } from '#tests/support/deployments.ts';
import { eventually } from '#tests/support/eventually.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

let hub: TestHub;
let agent: BareAgent;
beforeAll(async () => {
  hub = await startTestHub();
  agent = await new BareAgent(hub.address).join((await hub.enrolmentToken()).token, 'ada');
});
afterAll(async () => {
  agent.leave();
  await hub.dispose();
});

/** A success that is saved, while its record is not written yet. @returns writes it */
async function givenSuccessWithoutRecord(one: PackageView): Promise<() => Promise<void>> {
  const { installations } = hub.context.store;
  const put = installations.put.bind(installations);
  const { promise, resolve } = Promise.withResolvers<undefined>();
  installations.put = async (record) => {
    await promise;
    return put(record);
  };
  const { id } = await deploy(hub, { computerId: agent.computerId, packageId: one.id });
  const attempt = { ...attemptOf(await agent.jobOrder()), sinceAccepted: 10 };
  valueOf(await agent.report({ ...attempt, event: 'executing' }));
  const reported = agent.report({ ...attempt, event: 'succeeded', exitCode: 0 });
  await eventually(
    () => hub.hub.queries.job(ADMIN, id),
    ({ state }) => state === 'succeeded',
  );
  return async () => {
    installations.put = put;
    resolve(undefined);
    valueOf(await reported);
  };
}

describe('who has seen a job succeed', () => {
  it.each<[string, (one: PackageView) => Promise<unknown>, unknown]>([
    [
      'finds it among what is installed on the computer',
      async () => (await hub.hub.queries.installationsOfComputer(ADMIN, agent.computerId)).length,
      1,
    ],
    [
      'finds the computer where the package is installed',
      async (one) => (await hub.hub.queries.installationsOfPackage(ADMIN, one.id, {})).total,
      1,
    ],
    [
      'is told that it is used',
      async (one) => (await hub.hub.queries.packageUse(ADMIN, one.id)).installed,
      1,
    ],
    [
      'plans nothing that is there already',
      async (one) => {
        const wish = { name: 'again', computerIds: [agent.computerId], packageIds: [one.id] };
        const { computers } = await hub.hub.queries.previewDeployment(ADMIN, wish);
        return computers.flatMap(({ jobs }) => jobs.map(({ state }) => state));
      },
      ['alreadyInstalled'],
    ],
    [
      'removes the assignment',
      (one) =>
        hub.hub.commands.removeAssignments(ADMIN, {
          installations: [{ computerId: agent.computerId, packageId: one.id }],
        }),
      { removed: 1 },
    ],
  ])('%s', async (_, ask, expected) => {
    const one = await givenPackage(hub);
    const write = await givenSuccessWithoutRecord(one);
    const asked = ask(one);
    // Time enough for an answer from the state before.
    for (let questions = 0; questions < 10; questions += 1) await hub.hub.queries.packages(ADMIN);
    await write();
    expect(await asked).toEqual(expected);
    const computerId = agent.computerId;
    await hub.hub.commands.removeAssignments(ADMIN, { installations: [{ computerId, packageId: one.id }] });
  });
});
