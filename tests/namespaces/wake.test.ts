import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Releases } from '#releases.ts';
import { UNKNOWN_AFTER_START_MINUTES } from '#domain/presence.ts';
import type { Input } from '#hub/hub.ts';
import type { WakeView } from '#protocol/views/wake.ts';
import { givenPackage } from '#tests/support/deployments.ts';
import { eventually } from '#tests/support/eventually.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import { setStage, type Stage } from './support/stage.ts';

/** Real computers as far as a network can tell: asleep, a network card that listens; awake, a real agent. */
const CAST = {
  near: { subnet: 'a', host: 11 },
  early: { subnet: 'a', host: 12 },
  late: { subnet: 'a', host: 13 },
  unplugged: { subnet: 'a', host: 14 },
  patient: { subnet: 'a', host: 15 },
  sudden: { subnet: 'a', host: 16 },
  wobbly: { subnet: 'a', host: 17 },
  far: { subnet: 'b', host: 11 },
  remote: { subnet: 'c', host: 11 },
  neighbour: { subnet: 'c', host: 12 },
} as const;
const MINUTE = 60_000;
/** Agents start, and one cable is pulled for 20 s. */
const LIMIT_MILLISECONDS = 120_000;
const PASSWORD = '0a:1b:2c:3d:4e:5f';

const releases = new Releases((name, problem) => console.error(`${name}: ${problem}`));
let stage: Stage;
let packageId: string;

beforeAll(async () => {
  stage = await setStage(CAST, releases);
  packageId = (await givenPackage(stage.beside)).id;
}, 240_000);
afterAll(() => releases.releaseAll());

/** Deploys to one computer, with both: wake it, and shut it down afterwards. `jobId`: its last job. */
async function deployTo(name: keyof typeof CAST, wish: Partial<Input<'CreateContainer'>> = {}) {
  const { id: computerId } = stage.computer(name);
  const container = await stage.beside.post('job-containers', {
    name: `for ${name}`,
    computerIds: [computerId],
    packageIds: [packageId],
    wakeOnLan: true,
    shutdownAfterCompletion: true,
    forceReinstall: true,
    ...wish,
  });
  const { jobs } = await stage.beside.hub.queries.jobsOfContainer(ADMIN, container.id);
  return { containerId: container.id, jobId: jobs.at(-1)?.id ?? '', firstJobId: jobs[0]?.id ?? '' };
}
const succeeded = (jobId: string) => stage.beside.jobOnce(jobId, (job) => job.state === 'succeeded');
function wakeOnce(name: keyof typeof CAST, containerId: string, fits: (wake: WakeView) => boolean) {
  const query = { computerId: stage.computer(name).id, containerId };
  return eventually(
    () => stage.beside.hub.queries.wakesOfComputer(ADMIN, query),
    ({ rows }) => rows.some(fits),
  );
}

const bytesOf = (mac: string) => mac.replaceAll(':', '');
/** Six times FF, sixteen times the address, and what the card asks for behind that. */
const magicPacket = (mac: string, secureOn = '') =>
  'ff'.repeat(6) + bytesOf(mac).repeat(16) + bytesOf(secureOn);
const isShutdown = (command: string) => command.includes('"shutdown"') && command.includes('"-h"');

/** Ten minutes and all that is due in them go by, then it is told a word: before that word nothing was ordered. */
async function expectLeftOn(name: keyof typeof CAST): Promise<void> {
  await stage.hub.putAhead(10 * MINUTE);
  const { computer, id } = stage.computer(name);
  const word = `still there at ${(await computer.commands()).length}`;
  await stage.beside.tell(`computers/${id}/message`, { text: word });
  const commands = await computer.commandsOnce((all) => all.some((one) => one.includes(word)));
  expect(commands.filter(isShutdown)).toEqual([]);
}

/** A computer that was asleep at the start is heard being called, starts, works, and is shut down again. */
async function wakeAndReturn(
  name: keyof typeof CAST,
  heard: { to: string; from: string; secureOn?: string },
) {
  const { computer } = stage.computer(name);
  await stage.fallAsleep(name);
  const { containerId, jobId } = await deployTo(name);
  const packet = await computer.ear.hears(({ to, from }) => to === heard.to && from === heard.from);
  expect(packet.bytes).toBe(magicPacket(computer.host.mac, heard.secureOn));
  await computer.boot();
  await succeeded(jobId);
  const commands = await computer.commandsOnce((all) => all.some(isShutdown));
  expect(commands.filter(isShutdown)).toHaveLength(1);
  await wakeOnce(name, containerId, (wake) => wake.wokenByUs && wake.shutdown === 'ordered');
}

describe('a computer that sleeps at the start', { timeout: LIMIT_MILLISECONDS }, () => {
  test('in the subnet of the hub hears a broadcast, runs its job, and is shut down', async () => {
    await wakeAndReturn('near', { to: '255.255.255.255', from: stage.hubHost.address });
  });

  test('behind a router hears a directed broadcast, with the password of its card', async () => {
    const { id: computerId } = stage.computer('far');
    await stage.beside.hub.commands.changeSecureOn(ADMIN, { computerId, password: PASSWORD });
    const heard = { to: '10.77.2.255', from: stage.hubHost.address, secureOn: PASSWORD };
    await wakeAndReturn('far', heard);
  });

  test('where no broadcast of the hub arrives hears a neighbour, whom the hub has asked', async () => {
    const { host } = stage.computer('neighbour').computer;
    await wakeAndReturn('remote', { to: '10.77.3.255', from: host.address });
    const senders = stage
      .computer('remote')
      .computer.ear.packets()
      .map(({ from }) => from);
    expect(senders).not.toContain(stage.hubHost.address);
  });

  test('[W10] and still counts as online is called when its silence is noticed', async () => {
    const { computer } = stage.computer('sudden');
    await computer.host.cable('down');
    await computer.vanish();
    const { containerId, jobId } = await deployTo('sudden');
    await stage.beside.jobOnce(jobId, (job) => job.state === 'pushed');
    await computer.host.cable('up');
    await computer.ear.hears(({ bytes }) => bytes === magicPacket(computer.host.mac));
    await computer.boot();
    await succeeded(jobId);
    await computer.commandsOnce((all) => all.some(isShutdown));
    await wakeOnce('sudden', containerId, (wake) => wake.wokenByUs && wake.shutdown === 'ordered');
  });

  test('is shut down also when the hub was killed after the packet and started again', async () => {
    const { computer } = stage.computer('patient');
    await stage.fallAsleep('patient');
    const { jobId } = await deployTo('patient');
    await computer.ear.hears(({ bytes }) => bytes === magicPacket(computer.host.mac));
    await stage.restartHub();
    await computer.boot();
    await succeeded(jobId);
    await computer.commandsOnce((all) => all.some(isShutdown));
    await stage.hub.putAhead(UNKNOWN_AFTER_START_MINUTES * MINUTE);
  });
});

describe('never shut down is a computer', { timeout: LIMIT_MILLISECONDS }, () => {
  test('that was on before the start: it is not even called, though a job of it has to wait', async () => {
    const { computer } = stage.computer('early');
    const gate = join(stage.folder, 'gate');
    const procedure = `while [ ! -e '${gate}' ]; do sleep 0.05; done`;
    const gated = await givenPackage(stage.beside, { installProcedure: procedure });
    const { firstJobId, jobId } = await deployTo('early', { packageIds: [gated.id, packageId] });
    await stage.beside.jobOnce(firstJobId, (job) => job.state === 'executing');
    await stage.hub.putAhead(MINUTE);
    await writeFile(gate, '');
    await succeeded(jobId);
    await expectLeftOn('early');
    expect(computer.ear.packets().map(({ bytes }) => bytes)).not.toContain(magicPacket(computer.host.mac));
  });

  test('that came on later than the wake window: its job runs all the same', async () => {
    const { computer } = stage.computer('late');
    await stage.fallAsleep('late');
    const { containerId, jobId } = await deployTo('late');
    await computer.ear.hears(({ bytes }) => bytes === magicPacket(computer.host.mac));
    await stage.hub.putAhead(6 * MINUTE);
    await wakeOnce('late', containerId, (wake) => wake.state === 'noAnswer');
    await computer.boot();
    await succeeded(jobId);
    await expectLeftOn('late');
  });

  test('whose cable was pulled over the start: called, back within the window, but on all the time', async () => {
    const { computer } = stage.computer('unplugged');
    const pulled = performance.now();
    await computer.host.cable('down');
    await stage.offline('unplugged');
    const { containerId, jobId } = await deployTo('unplugged');
    await wakeOnce('unplugged', containerId, (wake) => wake.bursts.length > 0);
    await eventually(
      () => performance.now() - pulled,
      (passed) => passed > 20_000,
    );
    await computer.host.cable('up');
    await succeeded(jobId);
    await wakeOnce(
      'unplugged',
      containerId,
      (wake) => wake.state === 'awake' && wake.shutdown === 'notWokenByUs',
    );
    await expectLeftOn('unplugged');
  });

  test('[W10] whose cable was pulled just before the start, when it still counted as online', async () => {
    const { computer } = stage.computer('wobbly');
    await computer.host.cable('down');
    const { containerId, jobId } = await deployTo('wobbly');
    await stage.beside.jobOnce(jobId, (job) => job.state === 'pushed');
    await wakeOnce('wobbly', containerId, (wake) => wake.bursts.length > 0);
    await computer.host.cable('up');
    await succeeded(jobId);
    await wakeOnce('wobbly', containerId, (wake) => wake.shutdown === 'notWokenByUs');
    await expectLeftOn('wobbly');
  });

  test('that was on when the hub was killed before the start and came back after it', async () => {
    const { computer } = stage.computer('neighbour');
    const { id: computerId } = stage.computer('neighbour');
    // By the hub's clock, which tests before this one have put ahead.
    const soon = stage.hub.now().getTime() + 2_000;
    const { containerId, jobId } = await deployTo('neighbour', { startAt: new Date(soon).toISOString() });
    await stage.restartHub(async () => {
      await eventually(
        () => stage.hub.now().getTime(),
        (now) => now > soon,
      );
    });
    await succeeded(jobId);
    await expectLeftOn('neighbour');
    expect(computer.ear.packets().map(({ bytes }) => bytes)).not.toContain(magicPacket(computer.host.mac));
    expect(await stage.beside.hub.queries.wakesOfComputer(ADMIN, { computerId, containerId })).toEqual({
      rows: [],
    });
  });
});
