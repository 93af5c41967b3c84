import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Scheduler } from '#hub/scheduler/scheduler.ts';
import type { WorkerRule, WorkerView } from '#protocol/views/system.ts';
import { aContainer, aJob } from '#tests/support/builders.ts';
import { ConsoleSocket } from '#tests/support/console-socket.ts';
import { drivenClock, type DrivenClock } from '#tests/support/driven-clock.ts';
import { eventually } from '#tests/support/eventually.ts';
import { ADMIN, ADMIN_PASSWORD, startTestHub, type TestHub } from '#tests/support/test-hub.ts';
import { workersOf } from '#tests/support/workers.ts';

const NOON = new Date('2026-05-01T12:00:00.000Z');
/** Of each kind of trouble one, under the names of real rules. */
const TROUBLE = new URL('trouble/', import.meta.url);

let clock: DrivenClock;
let hub: TestHub;
let workers: Scheduler | undefined;
beforeEach(() => {
  clock = drivenClock(NOON);
});
afterEach(async () => {
  await workers?.stop();
  workers = undefined;
  await hub.dispose();
});

async function shown(rule: WorkerRule): Promise<WorkerView | undefined> {
  const { workers: all } = await hub.hub.queries.system(ADMIN);
  return all.find((worker) => worker.rule === rule);
}
const shownOnce = (rule: WorkerRule, fits: (view: WorkerView) => boolean) =>
  eventually(
    () => shown(rule),
    (view) => view !== undefined && fits(view),
  );

describe('the workers of a hub', () => {
  it('[J13] find what came due while the hub was off, by themselves, soon after its start', async () => {
    hub = await startTestHub({ clock, workers: true });
    const { store } = hub.context;
    const endAt = new Date(NOON.getTime() - 1);
    const container = aContainer({ endAt });
    await store.containers.insert(container);
    // Behind the back of the calendar, which would have seen to it.
    await store.jobs.insertMany([aJob({ containerId: container.id, sequence: 1, endAt })]);
    expect(await shown('expire')).toMatchObject({ state: 'resting', runs: 0 });
    await clock.advance(5_000);
    await shownOnce('expire', (view) => view.runs === 1 && view.state === 'resting');
    expect(await shown('expire')).toMatchObject({ findings: 1, failures: 0, everySeconds: 60 });
    expect(await store.jobs.list({ limit: 1 })).toMatchObject([{ state: 'expired' }]);
    expect(await shown('presence')).toMatchObject({ runs: 0 });
  });

  it('that are in trouble are shown, hold up no other, and run again', async () => {
    hub = await startTestHub({ clock });
    workers = workersOf(hub, TROUBLE);
    await workers.runNow('expire');
    expect(await shown('expire')).toMatchObject({
      state: 'failing',
      runs: 1,
      failures: 1,
      lastStartedAt: NOON.toISOString(),
      lastProblem: { at: NOON.toISOString(), text: expect.stringContaining('no such luck') },
    });
    await workers.runNow('wake');
    expect(await shown('wake')).toMatchObject({
      state: 'failing',
      lastProblem: { text: expect.stringContaining('3') },
    });

    const hangs = workers.runNow('shutdown');
    await workers.runNow('statistics');
    expect(await shown('shutdown')).toMatchObject({ state: 'running', failures: 0 });
    expect(await shown('statistics')).toMatchObject({ state: 'resting', failures: 0, runs: 1 });
    // Five seconds after its failure the first runs again, and once more ten seconds after that.
    await clock.advance(5_000);
    await shownOnce('expire', (view) => view.runs === 2 && view.state === 'failing');
    await clock.advance(10_000);
    await shownOnce('expire', (view) => view.runs === 3 && view.state === 'failing');
    await clock.advance(45_000);
    await hangs;
    expect(await shown('shutdown')).toMatchObject({
      state: 'failing',
      failures: 1,
      lastProblem: { text: 'it did not end within 60 seconds' },
    });
  });

  it('stop with the hub, also one that hears nothing', async () => {
    hub = await startTestHub({ clock });
    workers = workersOf(hub, TROUBLE);
    const hangs = workers.runNow('shutdown');
    await workers.runNow('statistics');
    const stopped = workers.stop();
    await clock.advance(1_000);
    await stopped;
    await hangs;
    await workers.runNow('statistics');
    expect(await shown('statistics')).toMatchObject({ runs: 1 });
  });

  it('are seen at work by a console', async () => {
    hub = await startTestHub({ clock });
    workers = workersOf(hub);
    const { secret } = await hub.hub.commands.signIn(
      { name: 'admin', password: ADMIN_PASSWORD },
      { address: '127.0.0.1' },
    );
    const socket = new ConsoleSocket(hub.address, { secret, origin: hub.address });
    expect(await socket.admitted()).toBeUndefined();
    expect(await socket.ask('watch', { topic: 'system' })).toMatchObject({ ok: true });
    await workers.runNow('expire');
    await clock.advance(2_000);
    await eventually(
      () => clock.advance(100).then(() => socket.messages.length),
      (messages) => messages > 0,
    );
    expect(socket.messages[0]?.changes).toMatchObject([
      {
        kind: 'system',
        system: {
          sockets: { consoles: 1 },
          workers: [{ rule: 'expire', runs: 1 }, {}, {}, {}, {}, {}, {}, {}, {}],
        },
      },
    ]);
    socket.leave();
  });
});
