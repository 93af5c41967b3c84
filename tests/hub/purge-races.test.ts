import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '#domain/job.ts';
import { retryJobsCommand } from '#hub/commands/retry-jobs.ts';
import { onFinding } from '#hub/findings/on-finding.ts';
import type { HubContext } from '#hub/hub-context.ts';
import type { Store } from '#store/contract/store.ts';
import { aComputer, anAttempt, aWake } from '#tests/support/builders.ts';
import { DyingAt, unlessItDied } from '#tests/support/dying.ts';
import { drivenClock, type DrivenClock } from '#tests/support/driven-clock.ts';
import { runRule } from '#tests/support/run-rule.ts';
import { givenSettled } from '#tests/support/settled.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';
import { rule as purgeContainers } from '#worker/rules/purge-containers.ts';

const NOON = new Date('2026-05-01T12:00:00.000Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let clock: DrivenClock;
let hub: TestHub;
let store: Store;

beforeEach(async () => {
  clock = drivenClock(NOON);
  hub = await startTestHub({ clock });
  ({ store } = hub.context);
});
afterEach(() => hub.dispose());

const purge = () => runRule(hub, purgeContainers);
const isThere = async (id: string) => (await store.containers.getEvenPurging(id)) !== undefined;
const notFound = { code: 'notFound' };
const settled = (jobs: Partial<Job>[], at = NOON) => givenSettled(store, { at, jobs });

describe('[H3] while a container is being purged', () => {
  it('a retry, an edit and a pause find nothing, and no half of it runs again', async () => {
    const { container, jobs } = await settled([{ state: 'failed' }]);
    expect(await store.containers.beginPurge(container)).toBe(true);
    const { id: containerId } = container;
    const { commands, queries } = hub.hub;
    await expect(commands.retryJobs(ADMIN, { containerId })).rejects.toMatchObject(notFound);
    await expect(commands.editContainer(ADMIN, { containerId, notes: 'x' })).rejects.toMatchObject(notFound);
    await expect(commands.pauseContainer(ADMIN, { containerId })).rejects.toMatchObject(notFound);
    await expect(commands.resumeContainer(ADMIN, { containerId })).rejects.toMatchObject(notFound);
    await expect(commands.cancelContainer(ADMIN, { containerId })).rejects.toMatchObject(notFound);
    await expect(queries.container(ADMIN, containerId)).rejects.toMatchObject(notFound);
    expect((await store.jobs.get(jobs[0]?.id ?? ''))?.state).toBe('failed');
    // Whatever its age and the settings are by now: what has begun is brought to its end.
    await purge();
    expect(await isThere(containerId)).toBe(false);
  });

  /** The hub, where something happens in the very moment before a step of the jobs' store. */
  function disturbed(step: 'ofContainer' | 'countByState', happens: () => Promise<unknown>): HubContext {
    let once: (() => Promise<unknown>) | undefined = happens;
    const jobs = new Proxy(store.jobs, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (name !== step || typeof member !== 'function') return member;
        return async (...parameters: unknown[]): Promise<unknown> => {
          const result: unknown = await Reflect.apply(member, target, parameters);
          const disturbance = once;
          once = undefined;
          await disturbance?.();
          return result;
        };
      },
    });
    return { ...hub.context, store: { ...store, jobs } };
  }

  it('a retry that has read its jobs already finds nothing either', async () => {
    const { id: computerId } = await store.computers.insert(aComputer());
    const { container, jobs } = await settled([{ state: 'failed', computerId }]);
    await clock.advance(2 * DAY);
    const { id: containerId } = container;
    const context = disturbed('ofContainer', () =>
      onFinding(hub.context, { kind: 'containerPurgeable', containerId }),
    );
    await expect(retryJobsCommand(context)(ADMIN, { containerId })).rejects.toMatchObject(notFound);
    expect(await store.jobs.getMany(jobs.map((job) => job.id))).toEqual([]);
    expect(await isThere(containerId)).toBe(false);
  });

  it('a purge that has decided already stands back before a retry, and before an edit', async () => {
    const { id: computerId } = await store.computers.insert(aComputer());
    const failed = () => settled([{ state: 'failed', computerId }]);
    const given = [await failed(), await failed()];
    await clock.advance(2 * DAY);
    const { commands } = hub.hub;
    const disturbances = [
      (containerId: string) => commands.retryJobs(ADMIN, { containerId }),
      (containerId: string) => commands.editContainer(ADMIN, { containerId, notes: 'wait' }),
    ];
    for (const [place, { container }] of given.entries()) {
      const containerId = container.id;
      const context = disturbed('countByState', async () => disturbances[place]?.(containerId));
      await onFinding(context, { kind: 'containerPurgeable', containerId });
      expect(await store.jobs.countByState(containerId)).toEqual(
        place === 0 ? { waiting: 1 } : { failed: 1 },
      );
      expect((await store.containers.get(containerId))?.id).toBe(containerId);
    }
  });

  it(
    'of a retry and a purge at the same time one wins, and nothing is half done',
    { timeout: 60_000 },
    async () => {
      const given = await Promise.all(Array.from({ length: 20 }, () => settled([{ state: 'failed' }, {}])));
      await clock.advance(2 * DAY);
      const outcomes = await Promise.all(
        given.map(async ({ container: { id: containerId } }) => {
          const [retried] = await Promise.allSettled([
            hub.hub.commands.retryJobs(ADMIN, { containerId }),
            onFinding(hub.context, { kind: 'containerPurgeable', containerId }),
          ]);
          return retried.status;
        }),
      );
      for (const [place, { container, jobs }] of given.entries()) {
        const states = (await store.jobs.getMany(jobs.map((job) => job.id)))
          .map((job) => job.state)
          .toSorted();
        const won = outcomes[place] === 'fulfilled';
        expect(states).toEqual(won ? ['succeeded', 'waiting'] : []);
        expect(await isThere(container.id)).toBe(won);
      }
    },
  );

  it('[H5] a job that still owes its effect stays, and with it the container, until that is carried out', async () => {
    const lost = { ...anAttempt({ startedAt: NOON, recordedAt: NOON }), reason: 'agentLost' as const };
    const { container, jobs } = await settled([
      { state: 'failed', attempt: lost, owed: ['recordInstallation'] },
      {},
    ]);
    await clock.advance(48 * HOUR);
    await purge();
    // The other one is gone.
    expect(await store.jobs.getMany(jobs.map((job) => job.id))).toHaveLength(1);
    expect(await isThere(container.id)).toBe(true);
    await hub.context.changes.replay();
    await purge();
    expect(await isThere(container.id)).toBe(false);
  });
});

describe('[H4] a purge that is interrupted', () => {
  const JOBS = 250;

  /** The same hub on a store that fails at its n-th write from now on. */
  function dyingAt(write: number): { context: HubContext; dying: DyingAt } {
    const dying = new DyingAt(write);
    const dyingStore: Store = {
      ...store,
      containers: dying.of(store.containers, ['beginPurge', 'remove']),
      audit: dying.of(store.audit, ['insert']),
      history: dying.of(store.history, ['putSummaries']),
      output: dying.of(store.output, ['removeJobs']),
      jobs: dying.of(store.jobs, ['removeMany']),
      wakes: dying.of(store.wakes, ['removeOfContainer']),
    };
    return { context: { ...hub.context, store: dyingStore }, dying };
  }

  it('goes on, wherever it was, and leaves one line of each job', { timeout: 120_000 }, async () => {
    const { id: computerId } = await store.computers.insert(aComputer());
    let interrupted = 0;
    for (let write = 1; ; write += 1) {
      const jobs = Array.from({ length: JOBS }, () => ({ computerId }));
      const given = await settled(jobs, new Date(clock.now().getTime() - DAY));
      const finding = { kind: 'containerPurgeable', containerId: given.container.id } as const;
      await store.wakes.insertMany([aWake({ computerId, containerId: given.container.id })]);
      const { context, dying } = dyingAt(write);
      await unlessItDied(onFinding(context, finding));
      if (!dying.died) break;
      interrupted += 1;
      await purge();
      expect(await isThere(given.container.id), `write ${write}`).toBe(false);
      const [first, last] = [given.jobs.at(0), given.jobs.at(-1)];
      expect(await store.jobs.ofContainer({ containerId: given.container.id, limit: 1 })).toEqual([]);
      for (const job of [first, last]) expect(await store.output.sizes(job?.id ?? '', 1)).toEqual([]);
    }
    // Two batches: claim and audit, lines, output in portions, jobs; its wakes until none is left, and the end.
    expect(interrupted).toBe(2 + (1 + 10 + 1) + (1 + 3 + 1) + 2 + 1);
    expect(await store.wakes.ofComputer({ computerId, limit: 1 })).toEqual([]);
    const lines = new Set<string>();
    let count = 0;
    for (let cursor: string | undefined; ;) {
      const page = await hub.hub.queries.historyOfComputer(ADMIN, computerId, {
        limit: 500,
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const { jobId } of page.rows) lines.add(jobId);
      count += page.rows.length;
      cursor = page.next;
      if (cursor === undefined) break;
    }
    expect(count).toBe((interrupted + 1) * JOBS);
    expect(lines.size).toBe(count);
  });

  it('by a hub that stops ends at its next pause', async () => {
    const { container } = await settled(Array.from({ length: JOBS }, () => ({})));
    await clock.advance(4 * HOUR);
    const stopping = new AbortController();
    stopping.abort();
    const finding = { kind: 'containerPurgeable', containerId: container.id } as const;
    await onFinding({ ...hub.context, stopping }, finding);
    expect(await store.jobs.countByState(container.id)).toEqual({ succeeded: JOBS });
    await purge();
    expect(await isThere(container.id)).toBe(false);
  });
});
