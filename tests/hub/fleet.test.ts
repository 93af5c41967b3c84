import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FleetFilter } from '#protocol/fleet-filter.ts';
import { readSort } from '#protocol/fleet-fields.ts';
import { ComputerView } from '#protocol/views/computer.ts';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { anId, anInstallation } from '#tests/support/builders.ts';
import { ConsoleSocket } from '#tests/support/console-socket.ts';
import { attemptOf, deploy, givenPackage } from '#tests/support/deployments.ts';
import { filterFrom } from '#tests/support/fleet.ts';
import { givenComputer } from '#tests/support/given-computer.ts';
import { aMachine, anInterface } from '#tests/support/hardware.ts';
import { ADMIN, ADMIN_PASSWORD, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

let hub: TestHub;
let agent: BareAgent;
const digest = 'a'.repeat(64);

beforeAll(async () => {
  hub = await startTestHub();
  agent = await new BareAgent(hub.address).join((await hub.enrolmentToken(9)).token, 'Live-1');
});
afterAll(async () => {
  agent.leave();
  await hub.dispose();
});

const commands = () => hub.hub.commands;
interface Wish {
  where?: string;
  sort?: string;
  limit?: number;
  cursor?: string;
}
function list({ where, sort, ...rest }: Wish = {}) {
  const filter: FleetFilter | undefined = where === undefined ? undefined : filterFrom(where);
  const sorted = sort === undefined ? undefined : readSort(sort);
  return hub.hub.queries.computers(ADMIN, {
    ...rest,
    ...(filter && { filter }),
    ...(sorted && { sort: sorted }),
  });
}
const namesOf = async (wish: Wish) => (await list(wish)).rows.map(({ name }) => name);

/** A machine with an address, a disk and a model, as its agent tells it. */
async function tellHardware(one: BareAgent, more: { model: string; usedBytes: number }): Promise<void> {
  const value = aMachine({
    model: more.model,
    serial: 'S-1',
    memoryBytes: 8 * 2 ** 30,
    disks: [{ mount: '/', type: 'ext4', sizeBytes: 100 * 2 ** 30, usedBytes: more.usedBytes }],
    interfaces: [anInterface({ mac: '02:00:00:00:00:01', address: '127.0.0.1', netmask: '255.0.0.0' })],
  });
  expect(await one.ask('inventory', { part: 'hardware', digest, value })).toMatchObject({ ok: true });
}

describe('the list of computers', () => {
  it('shows of each what its own page shows', async () => {
    await tellHardware(agent, { model: 'OptiPlex', usedBytes: 0 });
    const users = [{ name: 'ada', terminal: 'tty1', since: 'today' }];
    await agent.ask('inventory', { part: 'users', digest, value: users });
    const { id: groupId } = await commands().createGroup(ADMIN, { of: 'computers', name: 'shown' });
    await commands().changeMembers(ADMIN, { groupId, add: [agent.computerId] });
    const { rows } = await list({ where: 'name:live-1' });
    const own = ComputerView.parse(await hub.hub.queries.computer(ADMIN, agent.computerId));
    expect(rows.map((row) => ComputerView.parse(row))).toStrictEqual([own]);
    expect(rows).toMatchObject([
      {
        presence: 'online',
        model: 'OptiPlex',
        serial: 'S-1',
        memoryBytes: 8 * 2 ** 30,
        disk: { mount: '/', freeBytes: 100 * 2 ** 30 },
        subnet: '127.0.0.0/8',
        system: { family: 'linux', name: 'Debian', version: '13', architecture: 'x64' },
        groups: [{ id: groupId, name: 'shown' }],
        pendingJobs: 0,
        failedJobs: 0,
        installed: 0,
      },
    ]);
  });

  it('knows at once what has been changed: notes, groups and their names, what is installed, what is due', async () => {
    const { computerId } = agent;
    await commands().changeComputerNotes(ADMIN, { computerId, notes: 'beside the Window' });
    expect(await namesOf({ where: 'text:beside window' })).toStrictEqual(['Live-1']);
    expect(await namesOf({ where: 'notes.contains:WINDOW' })).toStrictEqual(['Live-1']);

    const top = await commands().createGroup(ADMIN, { of: 'computers', name: 'top' });
    const below = await commands().createGroup(ADMIN, { of: 'computers', name: 'below', parentId: top.id });
    await commands().changeMembers(ADMIN, { groupId: below.id, add: [computerId] });
    expect(await namesOf({ where: `group:${top.id}` })).toStrictEqual(['Live-1']);
    await commands().editGroup(ADMIN, { of: 'computers', groupId: below.id, name: 'renamed' });
    const [renamed] = (await list({ where: `group:${below.id}` })).rows;
    expect(renamed?.groups.map(({ name }) => name)).toContain('renamed');
    await commands().deleteGroup(ADMIN, { of: 'computers', groupId: below.id });
    expect(await namesOf({ where: `group:${top.id}` })).toStrictEqual([]);

    const entity = await givenPackage(hub);
    await commands().addInstallation(ADMIN, { computerId, packageId: entity.id });
    expect(await namesOf({ where: `package.installed:${entity.id}` })).toStrictEqual(['Live-1']);
    expect(await namesOf({ where: `family.installed:${entity.familyId}` })).toStrictEqual(['Live-1']);
    const newer = await givenPackage(hub, { familyName: entity.familyName, version: '2' });
    expect(await namesOf({ where: `package.otherVersion:${newer.id}` })).toStrictEqual(['Live-1']);
    await commands().removeAssignments(ADMIN, { installations: [{ computerId, packageId: entity.id }] });
    expect(await namesOf({ where: `package.installed:${entity.id}` })).toStrictEqual([]);
  });

  it('follows a job: waiting, with its agent, failed', async () => {
    const entity = await givenPackage(hub);
    const job = await deploy(hub, { computerId: agent.computerId, packageId: entity.id, paused: true });
    expect((await list({ where: 'work:waiting' })).rows).toMatchObject([{ name: 'Live-1', pendingJobs: 1 }]);
    await commands().resumeContainer(ADMIN, { containerId: job.containerId });
    const order = await agent.jobOrder();
    await hub.settled(job.id, ({ state }) => state === 'pushed');
    expect((await list({ where: 'work:busy' })).rows).toMatchObject([{ currentJob: { jobId: job.id } }]);
    const of = { ...attemptOf(order), sinceAccepted: 0 };
    await agent.report({ event: 'executing', ...of });
    await agent.report({ event: 'failed', ...of, reason: 'exitCodeNotAccepted', exitCode: 3 });
    await hub.settled(job.id, ({ state }) => state === 'failed');
    expect((await list({ where: 'failed.atLeast:1' })).rows).toMatchObject([
      { name: 'Live-1', failedJobs: 1 },
    ]);
    expect((await list({ where: 'work:idle,presence:online' })).rows).toHaveLength(1);
  });

  it('knows who is there in the moment it is asked, and when who left was seen last', async () => {
    const guest = await new BareAgent(hub.address).join((await hub.enrolmentToken()).token, 'Guest');
    expect(await namesOf({ where: 'presence:online,name:guest' })).toStrictEqual(['Guest']);
    const socket = await watching(`computer:${guest.computerId}`);
    guest.leave();
    await socket.hears((messages) =>
      messages.some(({ changes }) =>
        changes.some((change) => change.kind === 'computer' && change.computer.presence !== 'online'),
      ),
    );
    expect(await namesOf({ where: 'presence:online,name:guest' })).toStrictEqual([]);
    expect(await namesOf({ where: 'lastSeen.within:1h,name:guest' })).toStrictEqual(['Guest']);
    socket.leave();
  });

  it('finds drifted installations, and forgets them when they are mended', async () => {
    const { computerId } = agent;
    const entity = await givenPackage(hub, { softwareMatch: { namePattern: 'hello' } });
    await commands().addInstallation(ADMIN, { computerId, packageId: entity.id });
    const tell = (version: string) =>
      agent.ask('inventory', { part: 'software', digest, value: [{ name: 'hello', version }] });
    await tell('0.9');
    expect((await list({ where: `package.drifted:${entity.id}` })).rows).toMatchObject([{ drifted: 1 }]);
    await tell('1.0');
    expect(await namesOf({ where: 'package.drifted' })).toStrictEqual([]);
  });

  it('says which of the names that are asked for no computer has', async () => {
    const answer = await list({ where: 'name:LIVE-1;nobody;Else' });
    expect(answer.unknownNames).toStrictEqual(['nobody', 'Else']);
    expect(answer.matching).toBe(1);
  });

  it('shows long notes whole, and searches their beginning', async () => {
    const notes = `first ${'x'.repeat(5_000)} last`;
    const { id } = await givenComputer(hub, { name: 'noted', notes });
    expect((await list({ where: 'text:noted first' })).rows[0]?.notes).toBe(notes);
    expect(await namesOf({ where: 'text:noted last' })).toStrictEqual([]);
    await hub.context.store.computers.change(id, { notes: '' });
    await hub.context.announcer.computer(id);
  });
});

describe('a page of it', () => {
  beforeAll(async () => {
    for (let n = 1; n <= 25; n += 1) {
      const hardware = aMachine({ memoryBytes: (n % 3) * 2 ** 30, model: n % 2 === 0 ? 'even' : 'odd' });
      await givenComputer(hub, { name: `page-${n}`, ...(n % 5 === 0 ? {} : { hardware }) });
    }
  });
  const names = (of: number[]) => of.map((n) => `page-${n}`);

  it('[Z8] comes in the order of a column, equal ones by name; what is not known last', async () => {
    const where = 'text:page-';
    expect(await namesOf({ where, limit: 12 })).toStrictEqual(names([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]));
    expect(await namesOf({ where, sort: '-name', limit: 3 })).toStrictEqual(names([25, 24, 23]));
    const unknown = [5, 10, 15, 20, 25];
    const ascending = [
      [3, 6, 9, 12, 18, 21, 24],
      [1, 4, 7, 13, 16, 19, 22],
      [2, 8, 11, 14, 17, 23],
    ];
    expect(await namesOf({ where, sort: 'memory' })).toStrictEqual(names([...ascending.flat(), ...unknown]));
    const descending = ascending.toReversed().flat();
    expect(await namesOf({ where, sort: '-memory' })).toStrictEqual(names([...descending, ...unknown]));
  });

  it('is followed by the next without a gap or a repeat, while computers come and go', async () => {
    for (const sort of ['name', '-name', 'memory', '-memory', 'model', '-enrolled']) {
      const seen: string[] = [];
      const whole = await namesOf({ where: 'text:page-', sort });
      for (let cursor: string | undefined, pages = 0; pages < 20; pages += 1) {
        const page = await list({ where: 'text:page-', sort, limit: 4, ...(cursor && { cursor }) });
        expect(page.matching).toBe(25);
        expect(page.from).toBe(seen.length);
        seen.push(...page.rows.map(({ name }) => name));
        cursor = page.next;
        if (cursor === undefined) break;
      }
      expect(seen, sort).toStrictEqual(whole);
    }
    const first = await list({ where: 'text:page-', limit: 4 });
    await givenComputer(hub, { name: 'page-0' });
    const next = await list({ where: 'text:page-', limit: 4, cursor: first.next ?? '' });
    expect(next.rows.map(({ name }) => name)).toStrictEqual(names([5, 6, 7, 8]));
    const wrong = list({ where: 'text:page-', sort: '-name', cursor: first.next ?? '' });
    await expect(wrong).rejects.toMatchObject({ code: 'invalidInput' });
    await expect(list({ cursor: 'nonsense' })).rejects.toMatchObject({ code: 'invalidInput' });
  });

  it('begins at any place, and says how many there are', async () => {
    const { queries } = hub.hub;
    const filter = filterFrom('text:page-');
    const part = await queries.computers(ADMIN, { filter, from: 20, limit: 3 });
    expect(part).toMatchObject({
      from: 20,
      matching: 26,
      rows: [{ name: 'page-20' }, {}, { name: 'page-22' }],
    });
    expect(part.total).toBe((await list()).total);
    expect(await queries.computers(ADMIN, { filter, from: 999 })).toMatchObject({ rows: [], matching: 26 });
  });

  it('offers the values that a field has, with their number', async () => {
    const { queries } = hub.hub;
    const filter = filterFrom('text:page-');
    const models = await queries.computerFacets(ADMIN, { field: 'model', filter });
    expect(models).toStrictEqual([
      { value: 'even', computers: 10 },
      { value: 'odd', computers: 10 },
    ]);
    expect(await queries.computerFacets(ADMIN, { field: 'model', filter, search: 'VEN' })).toHaveLength(1);
    expect(await queries.computerFacets(ADMIN, { field: 'os', filter })).toContainEqual({
      value: 'linux',
      computers: 20,
    });
    expect(await queries.computerFacets(ADMIN, { field: 'memory' })).toStrictEqual([]);
    const top = await commands().createGroup(ADMIN, { of: 'computers', name: 'Facet' });
    const below = await commands().createGroup(ADMIN, { of: 'computers', name: 'Below', parentId: top.id });
    const ids = (await list({ where: 'text:page-', limit: 3 })).rows.map(({ id }) => id);
    await commands().changeMembers(ADMIN, { groupId: below.id, add: ids });
    expect(await queries.computerFacets(ADMIN, { field: 'group', filter, search: 'facet' })).toStrictEqual([
      { value: top.id, label: 'Facet', computers: 3 },
      { value: below.id, label: 'Facet / Below', computers: 3 },
    ]);
    const entity = await givenPackage(hub, { familyName: 'Facet editor', version: '7' });
    await hub.context.store.installations.put(
      anInstallation({
        id: anId(),
        computerId: ids[0] ?? '',
        packageId: entity.id,
        familyId: entity.familyId,
      }),
    );
    hub.context.announcer.publish([`computer:${ids[0] ?? ''}`], {
      kind: 'installationRemoved',
      computerId: ids[0] ?? '',
      packageId: entity.id,
    });
    expect(await queries.computerFacets(ADMIN, { field: 'package', search: 'facet editor' })).toStrictEqual([
      { value: entity.id, label: 'Facet editor 7', computers: 1 },
    ]);
    expect(await queries.computerFacets(ADMIN, { field: 'family', search: 'facet' })).toStrictEqual([
      { value: entity.familyId, label: 'Facet editor', computers: 1 },
    ]);
  });
});

describe('who looks at the list', () => {
  it('is told at once that something has changed, then at most twice a second, and never sent the rows', async () => {
    const socket = await watching('computers');
    const ids = (await list({ limit: 20 })).rows.map(({ id }) => id);
    const began = performance.now();
    for (let round = 0; round < 4; round += 1) {
      for (const computerId of ids)
        await commands().changeComputerNotes(ADMIN, { computerId, notes: `${round}` });
    }
    const lasted = performance.now() - began;
    await socket.hears((messages) => messages.length > 1);
    expect(socket.messages.length).toBeLessThanOrEqual(2 + lasted / 500);
    const kinds = new Set(socket.messages.flatMap(({ changes }) => changes.map(({ kind }) => kind)));
    expect([...kinds]).toStrictEqual(['computersChanged']);
    socket.leave();
  });

  it('is told of a computer that comes', async () => {
    const socket = await watching('computers');
    const guest = await new BareAgent(hub.address).join((await hub.enrolmentToken()).token, 'Late guest');
    await socket.hears((messages) => messages.length > 0);
    expect(await namesOf({ where: 'name:late guest,presence:online' })).toStrictEqual(['Late guest']);
    guest.leave();
    socket.leave();
  });
});

async function watching(topic: string): Promise<ConsoleSocket> {
  const { secret } = await commands().signIn(
    { name: 'admin', password: ADMIN_PASSWORD },
    { address: '127.0.0.1' },
  );
  const socket = new ConsoleSocket(hub.address, { secret, origin: hub.address });
  expect(await socket.admitted()).toBeUndefined();
  expect(await socket.ask('watch', { topic })).toMatchObject({ ok: true });
  return socket;
}
