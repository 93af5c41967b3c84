import { describe, expect, it } from 'vitest';
import type { JobOrder } from '#protocol/orders.ts';
import type { TimelineFact, TimelineKind } from '#protocol/views/timeline.ts';
import type { BareAgent } from '#tests/support/bare-agent.ts';
import { attemptOf } from '#tests/support/deployments.ts';
import { eventually } from '#tests/support/eventually.ts';
import { runRule } from '#tests/support/run-rule.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import {
  asleep,
  boots,
  burstOnce,
  clock,
  deploy,
  givenAgent,
  hub,
  MINUTE,
  SECOND,
  settle,
  SUPPORT,
  useWakeScene,
  wakeWhen,
} from '#tests/support/wake-scene.ts';
import { rule as purgeContainers } from '#worker/rules/purge-containers.ts';
import { rule as purgeHistory } from '#worker/rules/purge-history.ts';

useWakeScene();

const factsOf = async (agent: BareAgent, ...kinds: TimelineKind[]): Promise<TimelineFact[]> => {
  const { rows } = await hub.hub.queries.timelineOfComputer(SUPPORT, { computerId: agent.computerId, kinds });
  return rows.map((row) => row.fact);
};
async function begins(agent: BareAgent): Promise<JobOrder> {
  const order = await agent.jobOrder();
  await agent.report({ event: 'executing', ...attemptOf(order), sinceAccepted: 0 });
  return order;
}
const ends = (agent: BareAgent, order: JobOrder, exitCode: number) => {
  const result = { ...attemptOf(order), sinceAccepted: 90 * SECOND, exitCode };
  return agent.report(
    exitCode === 0
      ? { event: 'succeeded', ...result }
      : { event: 'failed', reason: 'exitCodeNotAccepted', ...result },
  );
};

describe('jobs', () => {
  it('[Z2] stand at their begin, then at their end; a retry leaves what was, a purge the line', async () => {
    const agent = await givenAgent('worker');
    const container = await deploy([agent], { wakeOnLan: false, name: 'Night' });
    const order = await begins(agent);
    const running = await factsOf(agent, 'job');
    expect(running).toMatchObject([{ what: 'job', state: 'executing', attempt: 1, by: 'admin' }]);
    expect(running[0]).toHaveProperty('startedAt');
    await clock.advance(90 * SECOND);
    await ends(agent, order, 1603);
    const failed = { what: 'job', state: 'failed', attempt: 1, exitCode: 1603, durationMilliseconds: 90_000 };
    expect(await factsOf(agent, 'job')).toMatchObject([{ ...failed, containerName: 'Night' }]);

    await clock.advance(MINUTE);
    await hub.hub.commands.retryJobs(SUPPORT, { containerId: container.id });
    // The next attempt may stand above them already.
    const before = (await factsOf(agent, 'job')).slice(-2);
    expect(before).toMatchObject([{ what: 'retried', by: 'sam' }, failed]);
    const again = await begins(agent);
    await clock.advance(90 * SECOND);
    await ends(agent, again, 0);
    const succeeded = { what: 'job', state: 'succeeded', attempt: 2, exitCode: 0 };
    expect(await factsOf(agent, 'job')).toMatchObject([succeeded, { what: 'retried' }, failed]);

    await eventually(
      async () => {
        await clock.advance(SECOND);
        return hub.context.store.containers.get(container.id);
      },
      (stored) => stored?.settledAs === 'succeeded',
    );
    await clock.advance(5 * 60 * MINUTE);
    await runRule(hub, purgeContainers);
    const left = await factsOf(agent, 'job');
    expect(left).toMatchObject([succeeded, { what: 'retried' }, failed]);
    expect(left[0]).not.toHaveProperty('containerId');

    await hub.hub.commands.editSettings(ADMIN, { purgeHistoryAfterDays: 1 });
    await clock.advance(25 * 60 * MINUTE);
    await runRule(hub, purgeHistory);
    expect(await factsOf(agent, 'job', 'connection', 'change')).toStrictEqual([]);
  });

  it('[Z2] cancelled while they wait, by whom', async () => {
    const agent = await givenAgent('cancelled');
    const startAt = new Date(clock.now().getTime() + 60 * MINUTE).toISOString();
    const container = await deploy([agent], { wakeOnLan: false, startAt });
    expect(await factsOf(agent, 'job')).toStrictEqual([]);
    const { jobs } = await hub.hub.queries.jobsOfContainer(ADMIN, container.id);
    await hub.hub.commands.cancelJob(SUPPORT, { jobId: jobs[0]?.id ?? '' });
    expect(await factsOf(agent, 'job')).toMatchObject([{ state: 'cancelled', cancelledBy: 'sam' }]);
  });

  it('[U6] that run say how long it usually takes', async () => {
    const agent = await givenAgent('usual');
    const run = async (seconds: number) => {
      const container = await deploy([agent], { wakeOnLan: false, forceReinstall: true });
      const order = await begins(agent);
      const { jobs } = await hub.hub.queries.jobsOfContainer(ADMIN, container.id);
      await clock.advance(seconds * SECOND);
      const result = { ...attemptOf(order), sinceAccepted: seconds * SECOND, exitCode: 0 };
      await agent.report({ event: 'succeeded', ...result });
      return { usual: jobs[0]?.usualDuration, packageId: order.package.id };
    };
    for (const seconds of [100, 300, 200]) expect((await run(seconds)).usual).toBeUndefined();
    const { usual, packageId } = await run(400);
    const known = { medianMilliseconds: 200_000, p90Milliseconds: 300_000, executions: 3 };
    expect(usual).toStrictEqual(known);
    const ask = (action: 'install' | 'uninstall') =>
      hub.hub.queries.usualDuration(SUPPORT, { packageId, action });
    await clock.advance(MINUTE);
    expect(await ask('install')).toMatchObject({ executions: 4, p90Milliseconds: 400_000 });
    expect(await ask('uninstall')).toBeUndefined();
  });
});

describe('wakes', () => {
  it('[Z8] that were sent, and the answer after how long', async () => {
    const target = await asleep('target');
    await settle();
    await hub.hub.commands.wakeComputers(SUPPORT, { computerIds: [target.computerId] });
    await burstOnce(target);
    await clock.advance(SECOND);
    await boots(target, 0);
    await wakeWhen(target, (wake) => wake.state !== 'waking');
    expect(await factsOf(target, 'wake')).toMatchObject([
      { what: 'wakeEnded', state: 'awake', by: 'sam', afterMilliseconds: SECOND, wokenByUs: true },
      { what: 'wakeBegan', by: 'sam' },
    ]);
  });

  it('[Z8] and that there was none', async () => {
    const target = await asleep('silent');
    await settle();
    await deploy([target], { name: 'Night' });
    await burstOnce(target);
    await clock.advance(6 * MINUTE);
    await wakeWhen(target, (wake) => wake.state !== 'waking');
    expect(await factsOf(target, 'wake')).toMatchObject([
      { what: 'wakeEnded', state: 'noAnswer', containerName: 'Night' },
      { what: 'wakeBegan', containerName: 'Night' },
    ]);
  });
});
