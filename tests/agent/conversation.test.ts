import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { agentOf, startedAgent } from './support/agents.ts';
import { archiveOf } from './support/archives.ts';
import { Gate } from './support/gates.ts';
import { HubKey } from './support/hub-key.ts';
import { jobOrder } from './support/jobs.ts';
import { LogLines } from './support/log-lines.ts';
import { ScriptedHub } from './support/scripted-hub.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

test('an agent enrols, takes an offer, sends its output and then its result', async () => {
  const hub = await ScriptedHub.start();
  await agentOf(hub, { data: temporaryFolder() });
  const archive = await archiveOf([{ name: 'hello.txt', text: 'hello from the archive\n' }]);
  hub.content.put(archive);
  const job = jobOrder({
    archive,
    procedure: 'cat hello.txt; echo warning >&2; exit 3',
    successCodes: [0, 3],
  });

  expect(await hub.offer(job)).toEqual({ answer: 'accepted' });
  expect(await hub.result(job)).toMatchObject({ event: 'succeeded', exitCode: 3 });

  expect(hub.eventsOf(job)).toEqual(['downloading', 'unpacking', 'executing', 'succeeded']);
  expect(hub.textOf(job, 'stdout')).toBe('hello from the archive\n');
  expect(hub.textOf(job, 'stderr')).toBe('warning\n');
  expect(hub.content.allSignedBy(hub.agentPublicKey ?? '')).toBe(true);
  expect(hub.enrolments).toBe(1);
});

test('an enrolled agent comes back by its own key, without a token', async () => {
  const hub = await ScriptedHub.start();
  const data = temporaryFolder();
  const first = await agentOf(hub, { data });
  await hub.ready();
  await first.stop();
  await startedAgent({ data });
  await hub.until(() => hub.hellos.length === 2);
  expect(hub.asked.filter((name) => name === 'enrol' || name === 'prove')).toEqual(['enrol', 'prove']);
});

test('an enrolment whose answer was lost is repeated with the same key', async () => {
  const hub = await ScriptedHub.start();
  const keys = new Set<string | undefined>();
  hub.script = (name) => {
    if (name !== 'enrol') return undefined;
    keys.add(hub.agentPublicKey);
    return hub.asked.filter((one) => one === 'enrol').length === 1 ? 'unavailable' : undefined;
  };
  await agentOf(hub, { data: temporaryFolder() });
  await hub.ready();
  expect(keys.size).toBe(1);
});

test('a hub with another key than the token says is told nothing', async () => {
  const hub = await ScriptedHub.start();
  const agent = await agentOf(hub, { data: temporaryFolder(), token: new HubKey().token() });
  expect(await agent.ended).toMatchObject({
    kind: 'refused',
    sentence: expect.stringMatching(/another key/),
  });
  expect(hub.asked).toEqual(['identify']);
});

test('a hub that shows the right key but cannot prove it is told nothing', async () => {
  const hub = await ScriptedHub.start();
  const other = new HubKey();
  hub.key.sign = (text) => other.sign(text);
  const agent = await agentOf(hub, { data: temporaryFolder() });
  expect(await agent.ended).toMatchObject({
    kind: 'refused',
    sentence: expect.stringMatching(/cannot prove/),
  });
  expect(hub.asked).toEqual(['identify']);
});

test('a repeated offer is known and executed once', async () => {
  const hub = await ScriptedHub.start();
  const data = temporaryFolder();
  await agentOf(hub, { data });
  const job = jobOrder({ procedure: 'echo run >> "$REVEILLE_AGENT_DATA/runs"' });
  expect(await hub.offer(job)).toEqual({ answer: 'accepted' });
  expect(await hub.offer(job)).toEqual({ answer: 'known' });
  await hub.result(job);
  expect(await hub.offer(job)).toEqual({ answer: 'known' });
  const next = jobOrder();
  await hub.offer(next);
  await hub.result(next);
  expect(readFileSync(join(data, 'files/runs'), 'utf8')).toBe('run\n');
});

test('an order that does not verify is refused and changes nothing', async () => {
  const hub = await ScriptedHub.start();
  const data = temporaryFolder();
  await agentOf(hub, { data });
  const job = jobOrder({ procedure: 'touch "$REVEILLE_AGENT_DATA/ran"' });
  await hub.ready();
  expect(await hub.sendRaw(new HubKey().signOrder(job))).toMatchObject({ answer: 'refused' });
  expect(await hub.sendRaw({ purpose: 'job' })).toMatchObject({ answer: 'refused' });
  expect(await hub.sendRaw('x'.repeat(100_000))).toMatchObject({ answer: 'refused' });
  const again = jobOrder();
  await hub.offer(again);
  await hub.result(again);
  expect(hub.reports.every((report) => report.jobId === again.jobId)).toBe(true);
  expect(existsSync(join(data, 'files/ran'))).toBe(false);
});

test('an order before the hello was answered is refused', async () => {
  const hub = await ScriptedHub.start();
  hub.script = (name) => (name === 'hello' ? 'silence' : undefined);
  await agentOf(hub, { data: temporaryFolder() });
  await hub.until(() => hub.asked.includes('hello'));
  expect(await hub.orderTooEarly(jobOrder())).toMatchObject({
    answer: 'refused',
    detail: expect.stringMatching(/before the hello/),
  });
});

test('a cancelled job ends as cancelled, after its output', async () => {
  const hub = await ScriptedHub.start();
  await agentOf(hub, { data: temporaryFolder() });
  const job = jobOrder({ procedure: 'echo begun; sleep 600' });
  await hub.offer(job);
  await hub.until(() => hub.textOf(job) === 'begun\n');
  expect(await hub.cancel(job)).toEqual({ answer: 'stopping' });
  expect(await hub.result(job)).toMatchObject({ event: 'cancelled' });
  // As long as its result is not known to have arrived, there is something that follows.
  await expect.poll(() => hub.cancel(job)).toEqual({ answer: 'notHeld' });
});

test('a report the hub refuses is not sent again and does not hold up the next', async () => {
  const hub = await ScriptedHub.start();
  const refused = jobOrder({ procedure: 'echo text' });
  hub.script = (name, message) =>
    name === 'report' && JSON.stringify(message).includes(refused.jobId) ? 'staleReport' : undefined;
  await agentOf(hub, { data: temporaryFolder() });
  await hub.offer(refused);
  await hub.until(() => hub.asked.filter((name) => name === 'report').length === 2);
  const next = jobOrder();
  await hub.until(() => hub.textOf(refused) === 'text\n');
  await hub.offer(next);
  expect(await hub.result(next)).toMatchObject({ event: 'succeeded' });
  expect(hub.asked.filter((name) => name === 'report')).toHaveLength(4);
});

test('a result is sent only when all output is stored', async () => {
  const hub = await ScriptedHub.start();
  let refusals = 0;
  hub.script = (name) => (name === 'output' && (refusals += 1) <= 3 ? 'unavailable' : undefined);
  await agentOf(hub, { data: temporaryFolder() });
  const job = jobOrder({ procedure: 'seq 1 1000' });
  await hub.offer(job);
  await hub.result(job);
  expect(hub.textOf(job).trim().split('\n')).toHaveLength(1000);
  expect(hub.asked.lastIndexOf('output')).toBeLessThan(hub.asked.lastIndexOf('report'));
});

test('inventory is sent in parts, and what the hub has already is not sent again', async () => {
  const hub = await ScriptedHub.start();
  const data = temporaryFolder();
  const first = await agentOf(hub, { data });
  await hub.until(() => hub.inventory.length === 3);
  const [hardware] = hub.inventory;
  expect(hub.inventory.map((report) => report.part).toSorted()).toEqual(['hardware', 'software', 'users']);
  expect(hardware).toMatchObject({ part: 'hardware', value: { operatingSystem: { family: 'linux' } } });
  await first.stop();

  hub.inventory.length = 0;
  const digestOf = (part: string) => (part === 'hardware' ? (hardware?.digest ?? '') : '0'.repeat(64));
  hub.welcome = { inventory: { hardware: digestOf('hardware'), users: digestOf('users') } };
  await agentOf(hub, { data });
  await hub.until(() => hub.inventory.length === 2);
  expect(hub.inventory.map((report) => report.part)).toEqual(['users', 'software']);
});

test('asked for its inventory, the agent reads it anew and sends all of it, whatever the hub has', async () => {
  const hub = await ScriptedHub.start();
  await agentOf(hub, { data: temporaryFolder() });
  await hub.until(() => hub.inventory.length === 3);
  hub.inventory.length = 0;
  expect(await hub.order({ purpose: 'inventory' })).toEqual({ answer: 'accepted' });
  await hub.until(() => hub.inventory.length === 3);
  expect(hub.inventory.map((report) => report.part).toSorted()).toEqual(['hardware', 'software', 'users']);
});

test('an agent that was removed never comes back', async () => {
  const hub = await ScriptedHub.start();
  const agent = await agentOf(hub, { data: temporaryFolder() });
  await hub.goodbye('removed');
  expect(await agent.ended).toMatchObject({ kind: 'removed' });
});

test('a second agent with the same identity makes the first one step back', async () => {
  const hub = await ScriptedHub.start();
  const lines = new LogLines();
  await agentOf(hub, { data: temporaryFolder(), log: lines.log });
  await hub.goodbye('superseded');
  await lines.until('another agent uses the identity of this one');
  expect(hub.hellos).toHaveLength(1);
});

test('a job the hub no longer wants is dropped when the connection comes back, provided it has not begun', async () => {
  const hub = await ScriptedHub.start();
  await agentOf(hub, { data: temporaryFolder() });
  const archive = await archiveOf([{ name: 'file', text: 'x'.repeat(100_000) }]);
  hub.content.put(archive);
  hub.content.stallAfter = 10;
  const job = jobOrder({ archive });
  await hub.offer(job);
  await hub.content.served();
  hub.welcome = { drop: [{ jobId: job.jobId, attempt: 1 }] };
  hub.cut();
  await hub.until(() => hub.hellos.length === 2);
  expect(hub.hellos[1]?.attempts).toEqual([{ jobId: job.jobId, attempt: 1, phase: 'held', begun: false }]);

  hub.content.stallAfter = undefined;
  const next = { ...job, attempt: 2 };
  expect(await hub.offer(next)).toEqual({ answer: 'accepted' });
  expect(await hub.result(next)).toMatchObject({ event: 'succeeded' });
  expect(hub.eventsOf(job).filter((event) => event !== 'downloading')).toEqual([]);
});

test('a job that was cancelled while the hub could not reach the agent is stopped when it can', async () => {
  const hub = await ScriptedHub.start();
  await agentOf(hub, { data: temporaryFolder() });
  const job = jobOrder({ procedure: 'echo begun; sleep 600' });
  await hub.offer(job);
  await hub.until(() => hub.textOf(job) === 'begun\n');
  hub.welcome = { cancel: [{ jobId: job.jobId, attempt: 1 }] };
  hub.cut();
  expect(await hub.result(job)).toMatchObject({ event: 'cancelled' });
});

test('a procedure that writes faster than the hub stores is made to wait, and loses nothing', async () => {
  const hub = await ScriptedHub.start();
  const folder = temporaryFolder();
  let storing = false;
  hub.script = (name) => (name === 'output' && !storing ? 'unavailable' : undefined);
  const lines = new LogLines();
  await agentOf(hub, { data: temporaryFolder(), spoolLimitBytes: 100_000, log: lines.log });
  // Three megabytes: far more than the limit and the pipes hold together.
  const job = jobOrder({ procedure: `seq 1 400000; touch ${join(folder, 'all-written')}` });
  await hub.offer(job);
  // Each try comes later than the one before: by now the procedure would long have written all.
  await lines.until('it is kept', 5);
  expect(existsSync(join(folder, 'all-written'))).toBe(false);
  storing = true;
  expect(await hub.result(job)).toMatchObject({ event: 'succeeded' });
  const numbers = hub.textOf(job).trim().split('\n');
  expect(numbers).toHaveLength(400_000);
  expect(numbers.every((number, index) => number === String(index + 1))).toBe(true);
});

test('an agent that stops lets a running procedure end and keeps its result', async () => {
  const hub = await ScriptedHub.start();
  const folder = temporaryFolder();
  const gate = new Gate(folder);
  const data = temporaryFolder();
  const first = await agentOf(hub, { data });
  const job = jobOrder({ procedure: `cat ${gate.path}; echo last words` });
  await hub.offer(job);
  await hub.until(() => hub.eventsOf(job).includes('executing'));
  const stopped = first.stop();
  await gate.open();
  await stopped;
  expect(hub.eventsOf(job)).toEqual(['executing']);

  await agentOf(hub, { data });
  expect(await hub.result(job)).toMatchObject({ event: 'succeeded' });
  expect(hub.textOf(job)).toBe('last words\n');
  expect(hub.hellos.at(-1)?.attempts).toEqual([
    { jobId: job.jobId, attempt: 1, phase: 'finished', begun: true },
  ]);
});
