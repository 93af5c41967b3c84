import { afterAll, beforeAll, expect, it } from 'vitest';
import { deploy, givenPackage } from '#tests/support/deployments.ts';
import { HubWithAgents, type RealAgent } from '#tests/support/hub-with-agents.ts';
import { ADMIN } from '#tests/support/test-hub.ts';

/** Limits of downloads, where two real agents really download. */
let scene: HubWithAgents;
let one: RealAgent;
let other: RealAgent;
beforeAll(async () => {
  scene = await HubWithAgents.start();
  await scene.hub.hub.commands.editSettings(ADMIN, { maxDownloads: 1, maxDownloadsPerSubnet: 0 });
  one = await scene.enrol('slow');
  other = await scene.enrol('waiting');
});
afterAll(() => scene.dispose());

it('[Q1] [Q3] one computer downloads, the other waits and says why, and begins when the first has its files', async () => {
  const heavy = await givenPackage(scene.hub, {
    file: { name: 'payload', text: 'x'.repeat(100_000) },
    installProcedure: `wc -c < payload; ${scene.gate('installed')}`,
  });
  const light = await givenPackage(scene.hub, { installProcedure: 'echo light' });
  let release = scene.holdDownloads();
  const first = await deploy(scene.hub, { computerId: one.computerId, packageId: heavy.id });
  await scene.once(first.id, 'downloading');
  const second = await deploy(scene.hub, { computerId: other.computerId, packageId: heavy.id });
  const waiting = await scene.once(second.id, (job) => job.waiting?.reason === 'downloadSlot');
  expect(waiting.waiting).toEqual({ reason: 'downloadSlot', downloads: { going: 1, limit: 1 } });
  expect(waiting.state).toBe('waiting');

  release();
  // The slot is free as soon as the first unpacks: both execute side by side.
  for (const { id } of [first, second]) await scene.once(id, 'executing');
  await scene.open('installed');
  for (const { id } of [first, second]) {
    await scene.once(id, 'succeeded');
    expect((await scene.output(id)).trim()).toBe('100000');
  }

  // What has no files needs no slot.
  release = scene.holdDownloads();
  const next = await givenPackage(scene.hub, { file: { name: 'payload', text: 'another' } });
  const held = await deploy(scene.hub, { computerId: one.computerId, packageId: next.id });
  await scene.once(held.id, 'downloading');
  const free = await deploy(scene.hub, { computerId: other.computerId, packageId: light.id });
  expect(await scene.once(free.id, 'succeeded')).toMatchObject({ exitCode: 0 });
  release();
  await scene.once(held.id, 'succeeded');
});
