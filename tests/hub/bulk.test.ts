import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/entities.ts';
import { BulkRun } from '#hub/bulk/bulk-run.ts';
import { carryOut } from '#hub/bulk/carry-out.ts';
import type { Input } from '#hub/hub.ts';
import type { BulkView } from '#protocol/views/bulk.ts';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { anId } from '#tests/support/builders.ts';
import { ConsoleSocket } from '#tests/support/console-socket.ts';
import { deploy, givenPackage } from '#tests/support/deployments.ts';
import { givenComputer } from '#tests/support/given-computer.ts';
import { aMachine, anInterface } from '#tests/support/hardware.ts';
import { ADMIN, ADMIN_PASSWORD, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

const SUPPORT: Actor = { ...ADMIN, id: 'e'.repeat(24), name: 'sam', role: 'support' };
const LIVE = 3;

let hub: TestHub;
let socket: ConsoleSocket;
const agents: BareAgent[] = [];
beforeAll(async () => {
  const network = {
    interfaces: () => [],
    send: (datagrams: readonly unknown[]) => Promise.resolve(datagrams.map(() => undefined)),
  };
  hub = await startTestHub({ wakeNetwork: network });
  const { token } = await hub.enrolmentToken(LIVE);
  for (let n = 1; n <= LIVE; n += 1)
    agents.push(await new BareAgent(hub.address).join(token, `bulk-live-${n}`));
  const { secret } = await commands().signIn(
    { name: 'admin', password: ADMIN_PASSWORD },
    { address: '127.0.0.1' },
  );
  socket = new ConsoleSocket(hub.address, { secret, origin: hub.address });
  expect(await socket.admitted()).toBeUndefined();
});
afterAll(async () => {
  socket.leave();
  for (const agent of agents) agent.leave();
  await hub.dispose();
});

const commands = () => hub.hub.commands;
const live = () => agents.map(({ computerId }) => computerId);
const asleep = (name: string) =>
  givenComputer(hub, {
    name,
    hardware: aMachine({ interfaces: [anInterface({ mac: '02:00:00:00:00:07', address: '10.0.0.7' })] }),
  });

/** Begins it and waits until it has ended, told as a console is told. */
async function done(input: Input<'StartBulk'>, actor: Actor = ADMIN): Promise<BulkView> {
  const begun = await commands().startBulk(actor, input);
  const topic = `bulk:${begun.id}`;
  await socket.ask('watch', { topic });
  const now = await hub.hub.queries.bulk(actor, begun.id);
  if (now.state !== 'running') return now;
  let last: BulkView = now;
  await socket.hears((messages) =>
    messages.some((message) =>
      message.changes.some((change) => {
        if (change.kind !== 'bulk' || change.bulk.id !== begun.id) return false;
        last = change.bulk;
        return last.state !== 'running';
      }),
    ),
  );
  await socket.ask('unwatch', { topic });
  return last;
}

describe('what is done to many computers', () => {
  it('[Y1] joins and leaves a group: those that are in the wanted state are left out, and counted', async () => {
    const { id: groupId } = await commands().createGroup(ADMIN, { of: 'computers', name: 'bulk' });
    await commands().changeMembers(ADMIN, { groupId, add: [live()[0] ?? ''] });
    const joined = await done({ work: { action: 'joinGroup', groupId }, computerIds: [...live(), anId()] });
    expect(joined).toMatchObject({
      state: 'done',
      group: { id: groupId, name: 'bulk' },
      total: 4,
      done: 2,
      failed: 0,
      by: 'admin',
    });
    expect(joined.skipped.toSorted((one, other) => (one.reason < other.reason ? -1 : 1))).toStrictEqual([
      { reason: 'gone', computers: 1 },
      { reason: 'member', computers: 1 },
    ]);
    const left = await done({ work: { action: 'leaveGroup', groupId }, matching: 'text:bulk-live' });
    expect(left).toMatchObject({ total: 3, done: 3, skipped: [] });
    expect(await hub.hub.queries.group(ADMIN, 'computers', groupId)).toMatchObject({ computers: 0 });
    const unknown = commands().startBulk(ADMIN, {
      work: { action: 'joinGroup', groupId: anId() },
      computerIds: live(),
    });
    await expect(unknown).rejects.toMatchObject({ code: 'notFound' });
  });

  it('meets those that fit the filter when it is done, not when it was looked at', async () => {
    const { id: groupId } = await commands().createGroup(ADMIN, { of: 'computers', name: 'fits' });
    const wish = { work: { action: 'joinGroup', groupId }, matching: 'text:late-' } as const;
    await givenComputer(hub, { name: 'late-1' });
    expect(await hub.hub.queries.previewBulk(ADMIN, wish)).toMatchObject({ total: 1, affected: 1 });
    await givenComputer(hub, { name: 'late-2' });
    await expect(commands().startBulk(ADMIN, { ...wish, count: 1 })).rejects.toMatchObject({
      code: 'changedMeanwhile',
      fields: [{ path: 'count', message: 'is 2 by now' }],
    });
    expect(await done({ ...wish, count: 2 })).toMatchObject({ total: 2, done: 2 });
  });

  it('wakes those that sleep', async () => {
    const one = await asleep('sleeper-1');
    const { id: withoutMac } = await givenComputer(hub, { name: 'sleeper-2' });
    const ids = [one.id, withoutMac, live()[0] ?? ''];
    const preview = await hub.hub.queries.previewBulk(ADMIN, { work: { action: 'wake' }, computerIds: ids });
    expect(preview).toStrictEqual({
      total: 3,
      affected: 1,
      names: [{ id: one.id, name: 'sleeper-1' }],
      skipped: [
        { reason: 'online', computers: 1, names: [{ id: live()[0], name: 'bulk-live-1' }] },
        { reason: 'notWakeable', computers: 1, names: [{ id: withoutMac, name: 'sleeper-2' }] },
      ],
    });
    expect(await done({ work: { action: 'wake' }, computerIds: ids })).toMatchObject({ done: 1 });
    const wakes = await hub.hub.queries.wakesOfComputer(ADMIN, { computerId: one.id });
    expect(wakes.rows).toHaveLength(1);
    const { rows } = await hub.hub.queries.audit(ADMIN, { verbPrefix: 'computers.wake' });
    expect(rows).toMatchObject([{ subject: { name: '3 computers' }, detail: '1 due: sleeper-1' }]);
  });

  it('[B7] restarts those that are there; nothing is kept for the others', async () => {
    const { id } = await asleep('restart-asleep');
    const refused = agents[2];
    if (refused !== undefined) refused.answers = { power: 'refused' };
    const work = { action: 'restart', delaySeconds: 0 } as const;
    const run = await done({ work, computerIds: [id, ...live()] });
    expect(run).toMatchObject({
      total: 4,
      done: 2,
      failed: 1,
      skipped: [{ reason: 'offline', computers: 1 }],
    });
    expect(run.failures).toMatchObject([
      { name: 'bulk-live-3', message: 'The agent did not do it: refused' },
    ]);
    await agents[0]?.orderFor('power');
    expect((await hub.hub.queries.computer(ADMIN, id)).power).toBeUndefined();
    if (refused !== undefined) refused.answers = {};
    for (const computerId of live().slice(0, 2)) await commands().callOffPower(ADMIN, { computerId });
  });

  it('tells a message to who is logged in there', async () => {
    const run = await done({ work: { action: 'message', text: 'Lunch' }, matching: 'text:bulk-live' });
    expect(run).toMatchObject({ done: 3 });
    for (const agent of agents) expect(await agent.orderFor('message')).toMatchObject({ text: 'Lunch' });
  });

  it('[Y2] deletes only the number that was agreed to, and none for which jobs wait', async () => {
    const entity = await givenPackage(hub);
    const ids: string[] = [];
    for (let n = 1; n <= 30; n += 1) ids.push((await givenComputer(hub, { name: `delete-${n}` })).id);
    await deploy(hub, { computerId: ids[4] ?? '', packageId: entity.id, paused: true });
    const wish = { work: { action: 'delete' }, matching: 'text:delete-' } as const;
    await expect(commands().startBulk(ADMIN, wish)).rejects.toMatchObject({
      code: 'invalidInput',
      fields: [{ path: 'count', message: 'must be the number of computers: 30' }],
    });
    const run = await done({ ...wish, count: 30 });
    expect(run).toMatchObject({ total: 30, done: 29, skipped: [{ reason: 'inUse', computers: 1 }] });
    const left = await hub.hub.queries.computers(ADMIN, { search: 'delete-' });
    expect(left.rows.map(({ name }) => name)).toStrictEqual(['delete-5']);
  });

  it('[Y2] needs the number of computers to restart more than ten', async () => {
    for (let n = 1; n <= 11; n += 1) await givenComputer(hub, { name: `many-${n}` });
    const wish = { work: { action: 'restart' }, matching: 'text:many-' } as const;
    await expect(commands().startBulk(ADMIN, wish)).rejects.toMatchObject({ fields: [{ path: 'count' }] });
    expect(await done({ ...wish, count: 11 })).toMatchObject({
      skipped: [{ reason: 'offline', computers: 11 }],
    });
  });

  it('[A2] is for operators, one computer apart', async () => {
    const [one = '', two = ''] = live();
    const text = { action: 'message', text: 'Hello' } as const;
    expect(await done({ work: text, computerIds: [one] }, SUPPORT)).toMatchObject({ done: 1 });
    const forbidden = { code: 'forbidden' };
    for (const work of [text, { action: 'restart' }, { action: 'wake' }] as const) {
      await expect(commands().startBulk(SUPPORT, { work, computerIds: [one, two] })).rejects.toMatchObject(
        forbidden,
      );
      const preview = hub.hub.queries.previewBulk(SUPPORT, { work, computerIds: [one, two] });
      await expect(preview).rejects.toMatchObject(forbidden);
    }
    const doomed = commands().startBulk(SUPPORT, {
      work: { action: 'delete' },
      computerIds: [one],
      count: 1,
    });
    await expect(doomed).rejects.toMatchObject(forbidden);
  });

  it('is stopped by whoever may do it: who had no turn yet has none', async () => {
    const ids: string[] = [live()[0] ?? ''];
    for (let n = 1; n <= 250; n += 1) ids.push(anId());
    const held = Promise.withResolvers<Record<string, never>>();
    const asked = Promise.withResolvers<void>();
    const single = {
      ...commands(),
      sendMessage: () => {
        asked.resolve();
        return held.promise;
      },
    };
    const run = new BulkRun({
      id: anId(),
      actor: ADMIN,
      action: 'message',
      total: ids.length,
      startedAt: new Date(),
    });
    const work = { action: 'message', text: 'Hello' } as const;
    hub.context.bulk.begin(run, () =>
      carryOut({ context: hub.context, single, actor: ADMIN, work, run }, ids),
    );
    await asked.promise;
    await expect(commands().stopBulk(SUPPORT, { bulkId: run.id })).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(await commands().stopBulk(ADMIN, { bulkId: run.id })).toMatchObject({ state: 'running' });
    held.resolve({});
    await hub.context.bulk.drained();
    expect(await hub.hub.queries.bulk(ADMIN, run.id)).toMatchObject({
      state: 'stopped',
      total: 251,
      done: 1,
      skipped: [{ reason: 'gone', computers: 199 }],
    });
    expect((await hub.hub.queries.bulks(ADMIN))[0]).toMatchObject({ id: run.id });
    expect(await hub.hub.queries.bulks(SUPPORT)).not.toContainEqual(expect.objectContaining({ id: run.id }));
    await expect(hub.hub.queries.bulk(ADMIN, anId())).rejects.toMatchObject({ code: 'notFound' });
  });

  it('refuses both or neither of ids and filter, and nobody', async () => {
    const work = { action: 'wake' } as const;
    const refused = { code: 'invalidInput' };
    await expect(commands().startBulk(ADMIN, { work })).rejects.toMatchObject(refused);
    await expect(commands().startBulk(ADMIN, { work, computerIds: [] })).rejects.toMatchObject(refused);
    await expect(
      commands().startBulk(ADMIN, { work, computerIds: live(), matching: '' }),
    ).rejects.toMatchObject(refused);
    await expect(commands().startBulk(ADMIN, { work, matching: 'name:nobody' })).rejects.toMatchObject(
      refused,
    );
    await expect(commands().startBulk(ADMIN, { work, matching: 'oss:linux' })).rejects.toMatchObject({
      ...refused,
      fields: [{ path: 'matching' }],
    });
  });
});
