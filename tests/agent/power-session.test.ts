import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { OrderContent } from '#protocol/orders.ts';
import { eventually } from '#tests/support/eventually.ts';
import { agentOf } from './support/agents.ts';
import { Gate } from './support/gates.ts';
import { jobOrder, newIdentifier } from './support/jobs.ts';
import { ScriptedHub } from './support/scripted-hub.ts';
import { standIns } from './support/stand-ins.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

type PowerContent = Extract<OrderContent, { purpose: 'power' }>;
const power = (wish: Partial<PowerContent> = {}): PowerContent => ({
  purpose: 'power',
  requestId: newIdentifier(),
  action: 'restart',
  manner: 'considerate',
  graceSeconds: 3600,
  reason: '',
  warning: 'This computer {action} in {time}.',
  ...wish,
});

test('what becomes of an order is told in the session; called off, it is forgotten', async () => {
  standIns({ users: 'anna tty1\n' });
  const hub = await ScriptedHub.start();
  await agentOf(hub, { data: temporaryFolder() });
  const order = power();
  const { requestId } = order;
  expect(await hub.order(order)).toEqual({ answer: 'accepted' });
  await hub.until(() => hub.power.length === 1);
  expect(hub.power).toEqual([{ state: 'counting', requestId, inSeconds: 3600, users: ['anna'] }]);
  expect(await hub.order({ purpose: 'callOff', requestId: newIdentifier() })).toEqual({ answer: 'notHeld' });
  expect(await hub.order({ purpose: 'callOff', requestId })).toEqual({ answer: 'accepted' });
  expect(await hub.order({ purpose: 'callOff', requestId })).toEqual({ answer: 'notHeld' });
});

test('cut off from its hub, an agent counts on, acts, and tells it when the hub is back', async () => {
  standIns({ users: 'anna tty1\n' });
  const hub = await ScriptedHub.start();
  const data = temporaryFolder();
  await agentOf(hub, { data });
  const order = power({ graceSeconds: 1 });
  await hub.order(order);
  await hub.until(() => hub.power.length === 1);
  await hub.close();
  const file = join(data, 'power.log');
  const recorded = () => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  await eventually(recorded, (text) => text.includes('"shutdown"'));
  await hub.open();
  await hub.until(() => hub.power.length > 1);
  expect(hub.power.map((report) => report.state)).toEqual(['counting', 'recorded']);
});

test('while it counts, each session hears how long it still is', async () => {
  standIns({ users: 'anna tty1\n' });
  const hub = await ScriptedHub.start();
  await agentOf(hub, { data: temporaryFolder() });
  const { requestId, ...order } = power();
  await hub.order({ requestId, ...order });
  await hub.until(() => hub.power.length === 1);
  hub.cut();
  await hub.until(() => hub.power.length === 2);
  expect(hub.power[1]).toMatchObject({ state: 'counting', requestId });
});

test('a wake that is for another subnet is refused in words', async () => {
  const hub = await ScriptedHub.start();
  await agentOf(hub, { data: temporaryFolder() });
  const subnet = { address: '198.51.100.7', netmask: '255.255.255.0' };
  expect(await hub.order({ purpose: 'wake', mac: '00:1a:2b:3c:4d:5e', subnet })).toMatchObject({
    answer: 'refused',
    detail: expect.stringContaining('198.51.100.7'),
  });
});

test('a hello tells of the boot, of waking, and of the process', async () => {
  const hub = await ScriptedHub.start();
  const data = temporaryFolder();
  const first = await agentOf(hub, { data });
  await hub.until(() => hub.hellos.length === 1);
  await first.stop();
  await agentOf(hub, { data });
  await hub.until(() => hub.hellos.length === 2);
  const [one, other] = hub.hellos;
  expect(one?.awakeSeconds).toBeGreaterThan(0);
  expect(one?.awakeSeconds).toBeLessThanOrEqual(one?.uptimeSeconds ?? 0);
  expect(other?.bootId).toBe(one?.bootId);
  expect(other?.processId).not.toBe(one?.processId);
});

test('the agent restarts when the procedure that runs has ended, and its result is kept', async () => {
  const hub = await ScriptedHub.start();
  const data = temporaryFolder();
  const gate = new Gate(temporaryFolder());
  const agent = await agentOf(hub, { data });
  const job = jobOrder({ procedure: `cat '${gate.path}'` });
  await hub.offer(job);
  await hub.until(() => hub.eventsOf(job).includes('executing'));
  const order = power({ action: 'restartAgent' });
  expect(await hub.order(order)).toEqual({ answer: 'accepted' });
  // An answer to a later order: the agent is still there.
  expect(await hub.cancel(jobOrder())).toEqual({ answer: 'notHeld' });
  expect(hub.power).toEqual([]);
  await gate.open();
  expect(await agent.ended).toEqual({ kind: 'restart' });
  expect(hub.power).toEqual([{ state: 'acting', requestId: order.requestId }]);
  await agent.stop();
  await agentOf(hub, { data });
  expect(await hub.result(job)).toMatchObject({ event: 'succeeded' });
});

test('a restart of the agent that still waits can be called off', async () => {
  const hub = await ScriptedHub.start();
  const gate = new Gate(temporaryFolder());
  await agentOf(hub, { data: temporaryFolder() });
  const job = jobOrder({ procedure: `cat '${gate.path}'` });
  await hub.offer(job);
  await hub.until(() => hub.eventsOf(job).includes('executing'));
  const { requestId, ...order } = power({ action: 'restartAgent' });
  await hub.order({ requestId, ...order });
  expect(await hub.order({ purpose: 'callOff', requestId })).toEqual({ answer: 'accepted' });
  await gate.open();
  const next = jobOrder();
  await hub.result(job);
  await hub.offer(next);
  expect(await hub.result(next)).toMatchObject({ event: 'succeeded' });
  expect(hub.power).toEqual([]);
});
