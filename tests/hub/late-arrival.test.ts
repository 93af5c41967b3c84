import { describe, expect, it } from 'vitest';
import type { Input } from '#hub/hub.ts';
import type { JobView } from '#protocol/views/container.ts';
import type { BareAgent } from '#tests/support/bare-agent.ts';
import { eventually } from '#tests/support/eventually.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import {
  asleep,
  at,
  boots,
  burstOnce,
  clock,
  deploy,
  givenAgent,
  gone,
  hub,
  MINUTE,
  nextBurst,
  offFor,
  SECOND,
  settle,
  swept,
  useWakeScene,
  wakesOf,
  wakeWhen,
} from '#tests/support/wake-scene.ts';

useWakeScene();

type Late = Partial<Input<'CreateContainer'>>;
const SKIP: Late = { lateArrival: 'skip', wakeOnLan: false };
const GRACE: Late = { lateArrival: 'grace', graceMinutes: 30, wakeOnLan: false };

async function jobOf(containerId: string, agent: BareAgent): Promise<JobView> {
  const { jobs } = await hub.hub.queries.jobsOfContainer(ADMIN, containerId);
  const job = jobs.find(({ computerId }) => computerId === agent.computerId);
  if (job === undefined) throw new Error('there is no such job');
  return job;
}
const jobWhen = (containerId: string, agent: BareAgent, fits: (job: JobView) => boolean) =>
  eventually(async () => {
    // What is due by now happens, also where its timer was set after the clock had been moved.
    await clock.advance(0);
    return jobOf(containerId, agent);
  }, fits);
const expires = async (containerId: string, agent: BareAgent) => {
  const job = await jobWhen(containerId, agent, ({ state }) => state === 'expired');
  expect(job.reason).toBe('missedStart');
};
/** Everything that was due by now has been acted upon. */
const actedUpon = async (containerId: string) => {
  await clock.advance(0);
  await hub.context.calendar.changed(containerId);
};
const stateOf = async (containerId: string, agent: BareAgent) => {
  await actedUpon(containerId);
  return (await jobOf(containerId, agent)).state;
};
/** Its computer goes and comes back, so that it was seen in between. */
async function seen(agent: BareAgent): Promise<void> {
  const again = await boots(agent, 600);
  await gone(again);
}

describe('[L1] [L2] who comes late', () => {
  it('skip leaves out who is offline at the start, and nobody else', async () => {
    const [here, away] = [await givenAgent('here'), await asleep('away')];
    const { id } = await deploy([here, away], { ...SKIP, startAt: at(30 * MINUTE) });
    await clock.advance(30 * MINUTE);
    expect((await here.jobOrder()).jobId).toBe((await jobOf(id, here)).id);
    await expires(id, away);
    expect((await boots(away, 600)).ordersWaiting).toBe(0);
  });

  it('[E4] within the grace time one runs on connecting, after it one is left out', async () => {
    const [soon, late] = [await asleep('soon'), await asleep('late')];
    await settle();
    const { id } = await deploy([soon, late], GRACE);
    expect((await jobOf(id, late)).waiting).toMatchObject({
      reason: 'computerOffline',
      until: at(32 * MINUTE),
    });
    await clock.advance(20 * MINUTE);
    const again = await boots(soon, 600);
    expect((await again.jobOrder()).jobId).toBe((await jobOf(id, soon)).id);
    await clock.advance(10 * MINUTE);
    await expires(id, late);
  });

  it('a start that is put off counts anew', async () => {
    const away = await asleep('away');
    await settle();
    const { id } = await deploy([away], GRACE);
    await clock.advance(10 * MINUTE);
    await hub.hub.commands.editContainer(ADMIN, { containerId: id, startAt: at(60 * MINUTE) });
    await clock.advance(48 * MINUTE);
    expect(await stateOf(id, away)).toBe('waiting');
    expect((await jobOf(id, away)).waiting).toMatchObject({ until: at(90 * MINUTE) });
    await clock.advance(30 * MINUTE);
    await expires(id, away);
  });
});

describe('[L1] the beginning, of which lateness counts', () => {
  it('is when a container that was created paused is resumed', async () => {
    const [early, away] = [await asleep('early'), await asleep('away')];
    await settle();
    const { id } = await deploy([early, away], { ...SKIP, paused: true });
    await clock.advance(30 * MINUTE);
    expect(await stateOf(id, away)).toBe('waiting');
    const again = await boots(early, 600);
    await seen(away);
    await clock.advance(MINUTE);
    await hub.hub.commands.resumeContainer(ADMIN, { containerId: id });
    expect((await again.jobOrder()).jobId).toBe((await jobOf(id, early)).id);
    // Seen while nothing could begin, and gone when it could.
    await expires(id, away);
  });

  it('is when the time frame opens', async () => {
    const [early, away] = [await asleep('early'), await asleep('away')];
    await settle();
    const framed = { timeFrames: '14:00-15:00', startAt: at(30 * MINUTE) };
    const skip = await deploy([early, away], { ...SKIP, ...framed });
    const grace = await deploy([away], { ...GRACE, ...framed });
    await clock.advance(90 * MINUTE);
    expect(await stateOf(skip.id, early)).toBe('waiting');
    const again = await boots(early, 600);
    await clock.advance(28 * MINUTE);
    expect((await again.jobOrder()).jobId).toBe((await jobOf(skip.id, early)).id);
    await expires(skip.id, away);
    await actedUpon(grace.id);
    expect((await jobOf(grace.id, away)).waiting).toMatchObject({ until: at(150 * MINUTE) });
    await clock.advance(30 * MINUTE);
    await expires(grace.id, away);
  });

  it('was, though nobody is judged while the container is paused later', async () => {
    const [came, away] = [await asleep('came'), await asleep('away')];
    await settle();
    const { id } = await deploy([came, away], GRACE);
    await clock.advance(10 * MINUTE);
    await hub.hub.commands.pauseContainer(ADMIN, { containerId: id });
    await seen(came);
    await clock.advance(50 * MINUTE);
    expect(await stateOf(id, away)).toBe('waiting');
    await hub.hub.commands.resumeContainer(ADMIN, { containerId: id });
    await expires(id, away);
    expect(await stateOf(id, came)).toBe('waiting');
  });

  it('is when the hub is back that was off over the start, and nobody is judged before presence is known', async () => {
    const [back, away] = [await asleep('back'), await asleep('away')];
    const { id } = await deploy([back, away], { ...SKIP, startAt: at(30 * MINUTE) });
    await offFor(60 * MINUTE);
    expect(await stateOf(id, away)).toBe('waiting');
    await clock.advance(MINUTE);
    const again = await boots(back, 600);
    expect((await again.jobOrder()).jobId).toBe((await jobOf(id, back)).id);
    await clock.advance(MINUTE);
    await expires(id, away);
  });
});

describe('[L2] a computer that is being woken for it', () => {
  const WAKE: Late = { lateArrival: 'skip', wakeOnLan: true };

  it('is not late until its wake window has ended', async () => {
    const [wakes, sleeps] = [await asleep('wakes'), await asleep('sleeps')];
    await settle();
    const { id } = await deploy([wakes, sleeps], WAKE);
    for (const one of [wakes, sleeps]) await burstOnce(one);
    await swept(id);
    expect(await stateOf(id, sleeps)).toBe('waiting');
    expect((await jobOf(id, sleeps)).waiting).toMatchObject({ until: at(7 * MINUTE) });
    await clock.advance(3 * MINUTE);
    const again = await boots(wakes, 20);
    expect((await again.jobOrder()).jobId).toBe((await jobOf(id, wakes)).id);
    await clock.advance(2 * MINUTE - SECOND);
    expect(await stateOf(id, sleeps)).toBe('waiting');
    await clock.advance(SECOND);
    await wakeWhen(sleeps, ({ state }) => state === 'noAnswer');
    await expires(id, sleeps);
  });

  it('is late at once where it cannot be woken', async () => {
    const bare = await givenAgent('bare');
    await gone(bare);
    await settle();
    const { id } = await deploy([bare], WAKE);
    await expires(id, bare);
    expect(await wakesOf(bare)).toMatchObject([{ state: 'impossible' }]);
  });

  it('is woken once more after a pause, and not late in between', async () => {
    const target = await asleep('target');
    await settle();
    const { id } = await deploy([target], WAKE);
    await burstOnce(target);
    await hub.hub.commands.pauseContainer(ADMIN, { containerId: id });
    await wakeWhen(target, ({ state }) => state === 'stopped');
    expect(await stateOf(id, target)).toBe('waiting');
    await clock.advance(20 * MINUTE);
    await hub.hub.commands.resumeContainer(ADMIN, { containerId: id });
    await burstOnce(target);
    expect(await stateOf(id, target)).toBe('waiting');
    await clock.advance(5 * MINUTE);
    await expires(id, target);
  });

  it('goes on being woken by a hub that was restarted, and is late when its window ends', async () => {
    const target = await asleep('target');
    await settle();
    const { id } = await deploy([target], WAKE);
    await burstOnce(target);
    await swept(id);
    await offFor(20 * SECOND);
    await nextBurst(target);
    await clock.advance(2 * MINUTE);
    expect(await stateOf(id, target)).toBe('waiting');
    await clock.advance(3 * MINUTE);
    await expires(id, target);
  });

  it('of a hub that was off over the end of the window is late when presence is known', async () => {
    const target = await asleep('target');
    await settle();
    const { id } = await deploy([target], WAKE);
    await burstOnce(target);
    await swept(id);
    await offFor(10 * MINUTE);
    await wakeWhen(target, ({ state }) => state === 'noAnswer');
    expect(await stateOf(id, target)).toBe('waiting');
    await clock.advance(2 * MINUTE);
    await expires(id, target);
  });
});
