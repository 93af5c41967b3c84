import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { OrderAnswer, PreStageOrder } from '#protocol/orders.ts';
import { agentOf, AgentProcess, startedAgent } from './support/agents.ts';
import { archiveOf } from './support/archives.ts';
import { Gate } from './support/gates.ts';
import { jobOrder, newIdentifier, sha256Of } from './support/jobs.ts';
import { ScriptedHub } from './support/scripted-hub.ts';
import { stored } from './support/stored.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

/** A hub that asks what its agents hold. */
async function askingHub(): Promise<ScriptedHub> {
  const hub = await ScriptedHub.start();
  hub.welcome = { keep: [] };
  return hub;
}

/** Orders content to be brought. @returns the grant, and the agent's answer */
async function bring(hub: ScriptedHub, content: Buffer, wish: Partial<PreStageOrder> = {}) {
  const sha256 = sha256Of(content);
  const grantId = newIdentifier();
  const until = new Date(Date.now() + 60_000).toISOString();
  const fetch = { grantId, content: { sha256, bytes: content.length }, until };
  const { answer } = await hub.order({ purpose: 'preStage', keep: [sha256], fetch, ...wish });
  return { answer, grantId, sha256 };
}
const letGo = (hub: ScriptedHub): Promise<OrderAnswer> => hub.order({ purpose: 'preStage', keep: [] });

/** How a pre-stage has ended, as soon as that is told. */
const endOf = (hub: ScriptedHub, grantId: string) =>
  hub.until(() => hub.contents.find(({ ended }) => ended?.grantId === grantId));

/** Waits until a part of it lies on the disk. */
const begun = (data: string, archive: Buffer) => stored(join(data, 'cache', `${sha256Of(archive)}.part`));

/** Of random bytes: nothing packs them. */
const anArchive = (bytes = 500_000) => archiveOf([{ name: 'file', text: randomBytes(bytes) }]);

test('content that was brought in advance is told, and the job that needs it begins without a download', async () => {
  const hub = await askingHub();
  const data = temporaryFolder();
  await agentOf(hub, { data });
  const archive = await archiveOf([{ name: 'hello.txt', text: 'hello\n' }]);
  hub.content.put(archive);
  const { answer, grantId, sha256 } = await bring(hub, archive);
  expect(answer).toBe('accepted');
  expect(await endOf(hub, grantId)).toEqual({ held: [sha256], ended: { grantId } });
  expect(hub.content.requests.map(({ request }) => request)).toMatchObject([
    { computerId: hub.computerId, grantId, sha256 },
  ]);
  expect(hub.content.allSignedBy(hub.agentPublicKey ?? '')).toBe(true);

  const job = jobOrder({ archive, procedure: 'cat hello.txt' });
  await hub.offer(job);
  await hub.result(job);
  expect(hub.textOf(job)).toBe('hello\n');
  expect(hub.eventsOf(job)).toEqual(['unpacking', 'executing', 'succeeded']);
  expect(hub.content.requests).toHaveLength(1);
});

test('a pre-stage that broke off goes on where it stopped', async () => {
  const hub = await askingHub();
  const data = temporaryFolder();
  await agentOf(hub, { data });
  const archive = await anArchive();
  hub.content.put(archive);
  hub.content.stallAfter = 200_000;
  const { grantId } = await bring(hub, archive);
  await begun(data, archive);
  hub.content.stallAfter = undefined;
  hub.content.breakOff();
  expect((await endOf(hub, grantId)).ended).toEqual({ grantId });
  expect(hub.content.ranges).toHaveLength(2);
  expect(hub.content.ranges[1]).toMatch(/^bytes=[1-9]\d*-$/);
});

test.each([
  ['other content than was signed for', 'hashMismatch', undefined],
  ['content that the hub has not', 'contentMissing', 404],
  ['content that is not granted any more', 'downloadFailed', 403],
])('%s is told as %s, and nothing is kept', async (_, reason, status) => {
  const hub = await askingHub();
  const data = temporaryFolder();
  await agentOf(hub, { data });
  const archive = await anArchive(1_000);
  hub.content.put(randomBytes(archive.length), sha256Of(archive));
  hub.content.status = status;
  const { grantId } = await bring(hub, archive);
  expect(await endOf(hub, grantId)).toMatchObject({ held: [], ended: { failure: { reason } } });
  expect(readdirSync(join(data, 'cache'))).toEqual([]);
});

test('a job takes over what is being brought: its download goes on there, and the hub hears nothing more of the grant', async () => {
  const hub = await askingHub();
  const data = temporaryFolder();
  await agentOf(hub, { data });
  const archive = await anArchive();
  hub.content.put(archive);
  hub.content.stallAfter = 200_000;
  const { grantId, sha256 } = await bring(hub, archive);
  await begun(data, archive);
  hub.content.stallAfter = undefined;
  const job = jobOrder({ archive });
  await hub.offer(job);
  expect(await hub.result(job)).toMatchObject({ event: 'succeeded' });
  expect(hub.content.requests.map(({ request }) => 'grantId' in request)).toEqual([true, false]);
  expect(hub.content.ranges[1]).toMatch(/^bytes=[1-9]\d*-$/);
  const told = await hub.until(() => hub.contents.find(({ held }) => held.includes(sha256)));
  expect(told.ended).toBeUndefined();
  expect(hub.contents.some(({ ended }) => ended?.grantId === grantId)).toBe(false);
});

test('nothing is brought while a job is held', async () => {
  const hub = await askingHub();
  const data = temporaryFolder();
  await agentOf(hub, { data });
  const gate = new Gate(data);
  const job = jobOrder({ procedure: `cat ${gate.path}` });
  await hub.offer(job);
  const archive = await anArchive(1_000);
  hub.content.put(archive);
  expect((await bring(hub, archive)).answer).toBe('busy');
  expect((await letGo(hub)).answer).toBe('accepted');
  await gate.open();
  await hub.result(job);
  expect(hub.content.requests).toEqual([]);
});

test('told to stop, it stops at once and keeps what has arrived for the next time', async () => {
  const hub = await askingHub();
  const data = temporaryFolder();
  await agentOf(hub, { data });
  const archive = await anArchive();
  hub.content.put(archive);
  hub.content.stallAfter = 200_000;
  const first = await bring(hub, archive);
  await begun(data, archive);
  hub.content.stallAfter = undefined;
  expect((await letGo(hub)).answer).toBe('accepted');
  const second = await bring(hub, archive);
  expect((await endOf(hub, second.grantId)).held).toEqual([first.sha256]);
  expect(hub.content.ranges[1]).toMatch(/^bytes=[1-9]\d*-$/);
  expect(hub.contents.some(({ ended }) => ended?.grantId === first.grantId)).toBe(false);
});

test('what is being brought ends with the connection: the next hello says what is there, and another order goes on', async () => {
  const hub = await askingHub();
  const data = temporaryFolder();
  await agentOf(hub, { data });
  const archive = await anArchive();
  hub.content.put(archive);
  hub.content.stallAfter = 200_000;
  await bring(hub, archive);
  await begun(data, archive);
  hub.content.stallAfter = undefined;
  hub.cut();
  await hub.until(() => hub.hellos.length === 2);
  expect(hub.hellos.map(({ contents }) => contents)).toEqual([[], []]);
  const { grantId } = await bring(hub, archive);
  await endOf(hub, grantId);
  expect(hub.content.ranges[1]).toMatch(/^bytes=[1-9]\d*-$/);
});

test('an order is over when its time is, whatever the hub does', async () => {
  const hub = await askingHub();
  const data = temporaryFolder();
  await agentOf(hub, { data });
  const archive = await anArchive();
  const sha256 = sha256Of(archive);
  hub.content.put(archive);
  const content = { sha256, bytes: archive.length };
  const fetch = { grantId: newIdentifier(), content, until: new Date(Date.now() - 1).toISOString() };
  await hub.order({ purpose: 'preStage', keep: [], fetch });
  const { grantId } = await bring(hub, archive);
  await endOf(hub, grantId);
  const grants = hub.content.requests.map(({ request }) => 'grantId' in request && request.grantId);
  expect(grants).toEqual([grantId]);
});

test('an agent that was killed has its cache when it is back, and says so', async () => {
  const hub = await askingHub();
  const data = temporaryFolder();
  const killed = new AgentProcess(hub, { data });
  const archive = await anArchive(1_000);
  hub.content.put(archive);
  const { grantId, sha256 } = await bring(hub, archive);
  await endOf(hub, grantId);
  await killed.kill();
  hub.welcome = { keep: [sha256] };
  await startedAgent({ data });
  await hub.until(() => hub.hellos.length === 2);
  expect(hub.hellos[1]?.contents).toEqual([sha256]);
  const job = jobOrder({ archive });
  await hub.offer(job);
  await hub.result(job);
  expect(hub.content.requests).toHaveLength(1);
});

test('what a job has downloaded is told, too, but not to a hub that does not ask', async () => {
  const asking = await askingHub();
  await agentOf(asking, { data: temporaryFolder() });
  const archive = await anArchive(1_000);
  asking.content.put(archive);
  await asking.offer(jobOrder({ archive }));
  const told = await asking.until(() => asking.contents[0]);
  expect(told).toEqual({ held: [sha256Of(archive)] });

  const older = await ScriptedHub.start();
  const data = temporaryFolder();
  const agent = await agentOf(older, { data });
  older.content.put(archive);
  const job = jobOrder({ archive });
  await older.offer(job);
  await older.result(job);
  await agent.stop();
  expect(existsSync(join(data, 'cache', sha256Of(archive)))).toBe(true);
  expect(older.asked).not.toContain('contents');
});
