import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hardware, LoggedInUsers, Software } from '#protocol/inventory.ts';
import type { TimelineEntry, TimelineKind } from '#protocol/views/timeline.ts';
import type { BareAgent } from '#tests/support/bare-agent.ts';
import { valueOf } from '#tests/support/bare-agent.ts';
import { anId } from '#tests/support/builders.ts';
import { ConsoleSocket } from '#tests/support/console-socket.ts';
import { givenPackage } from '#tests/support/deployments.ts';
import { aMachine } from '#tests/support/hardware.ts';
import { setPowerScene, SUPPORT, VIEWER, type PowerScene } from '#tests/support/power-scene.ts';
import { ADMIN, ADMIN_PASSWORD } from '#tests/support/test-hub.ts';

/** What the support desk reads while its user is on the phone. */
let scene: PowerScene;
beforeAll(async () => {
  scene = await setPowerScene();
});
afterAll(() => scene.dispose());

const MINUTE = 60_000;
type Wish = { kinds?: TimelineKind[]; limit?: number; cursor?: string };
const timeline = (agent: BareAgent, wish: Wish = {}, actor = VIEWER) =>
  scene.hub.hub.queries.timelineOfComputer(actor, { computerId: agent.computerId, ...wish });
const factsOf = async (agent: BareAgent, ...kinds: TimelineKind[]): Promise<TimelineEntry['fact'][]> =>
  (await timeline(agent, { kinds })).rows.map((row) => row.fact);

let digests = 0;
const digest = () => (digests += 1).toString(16).padStart(64, '0');
type Value = { hardware: Hardware; users: LoggedInUsers; software: Software };
const sends = async <Part extends keyof Value>(agent: BareAgent, part: Part, value: Value[Part]) =>
  valueOf(await agent.ask('inventory', { part, digest: digest(), value }));

describe('comings and goings', () => {
  it('[Z3] [Z4] are told with address and reason, the newest first', async () => {
    const agent = await scene.givenAgent('comes-and-goes');
    await scene.clock.advance(5 * MINUTE);
    await scene.leave(agent);
    await scene.clock.advance(2 * MINUTE);
    const again = await scene.back(agent, { awakeSeconds: 9_000, uptimeSeconds: 9_000 });
    await scene.leave(again);
    await scene.clock.advance(3 * MINUTE);
    await scene.back(again, { bootId: 'next', uptimeSeconds: 60, awakeSeconds: 60 });
    const { rows } = await timeline(agent, { kinds: ['connection'] });
    expect(rows.map((row) => row.fact)).toMatchObject([
      { what: 'online', after: 'boot', awayMilliseconds: 3 * MINUTE },
      { what: 'started' },
      { what: 'offline', because: 'agentLeft', onlineMilliseconds: 0 },
      { what: 'online', after: 'interruption', awayMilliseconds: 2 * MINUTE, address: '127.0.0.1' },
      { what: 'offline', because: 'agentLeft', onlineMilliseconds: 5 * MINUTE },
      { what: 'online', after: 'enrolment', agentVersion: 'bare' },
    ]);
    // A minute before it was there again.
    expect(rows[1]?.at).toBe(scene.inMinutes(9));
    expect(rows.every((row) => row.kind === 'connection')).toBe(true);
  });

  it('[Z4] a newer connection in the place of the old one', async () => {
    const agent = await scene.givenAgent('replaced');
    const again = await scene.back(agent);
    expect(await factsOf(again, 'connection')).toMatchObject([
      { after: 'replacement' },
      { after: 'enrolment' },
    ]);
  });

  it('[Z3] a restart of the hub is nothing that happened on its computers', async () => {
    const [stays, reboots] = [await scene.givenAgent('stays'), await scene.givenAgent('reboots')];
    await scene.restartHub();
    await scene.clock.advance(MINUTE);
    const before = await factsOf(stays, 'connection');
    await scene.back(stays);
    await scene.back(reboots, { bootId: 'next', uptimeSeconds: 10, awakeSeconds: 10 });
    expect(await factsOf(stays, 'connection')).toStrictEqual(before);
    expect((await factsOf(reboots, 'connection')).slice(0, 3)).toMatchObject([
      { what: 'online', after: 'boot' },
      { what: 'started' },
      { what: 'offline', because: 'hubAway' },
    ]);
  });
});

describe('the inventory', () => {
  it('[Z6] tells what has changed against the list before', async () => {
    const agent = await scene.givenAgent('inventoried');
    await sends(agent, 'users', [{ name: 'anna', terminal: 'seat0', since: '' }]);
    await sends(agent, 'software', [{ name: 'curl', version: '8.1' }]);
    await sends(agent, 'hardware', aMachine({ memoryBytes: 8 }));
    expect(await factsOf(agent, 'user', 'software', 'hardware')).toStrictEqual([]);
    await sends(agent, 'users', [{ name: 'bob', terminal: 'seat0', since: '' }]);
    await sends(agent, 'software', [{ name: 'curl', version: '8.2' }]);
    await sends(agent, 'hardware', aMachine({ memoryBytes: 16 }));
    expect(await factsOf(agent, 'user', 'software', 'hardware')).toMatchObject([
      { what: 'hardware', changes: [{ part: 'memory', from: 8, to: 16 }] },
      { what: 'software', updated: [{ name: 'curl', from: '8.1', to: '8.2' }] },
      { what: 'users', came: ['bob'], left: ['anna'] },
    ]);
  });

  it('is asked for, by support staff, where the computer is there, and stands in the audit log', async () => {
    const agent = await scene.givenAgent('asked');
    const ask = (actor: typeof ADMIN) =>
      scene.hub.hub.commands.askInventory(actor, { computerId: agent.computerId });
    await expect(ask(VIEWER)).rejects.toMatchObject({ code: 'forbidden' });
    await ask(SUPPORT);
    expect(await agent.orderFor('inventory')).toMatchObject({ purpose: 'inventory' });
    expect(await scene.verbs()).toContain('computer.inventory');
    agent.answers = { inventory: 'refused' };
    agent.says = { inventory: { detail: 'This is no signed order.' } };
    await expect(ask(SUPPORT)).rejects.toMatchObject({
      code: 'internal',
      detail: 'The agent did not do it: This is no signed order.',
    });
    await scene.leave(agent);
    await expect(ask(SUPPORT)).rejects.toMatchObject({ code: 'computerOffline' });
  });
});

describe('what people did', () => {
  it('stands there by whom, also where many computers were meant', async () => {
    const agent = await scene.givenAgent('changed');
    const { computerId } = agent;
    const { commands } = scene.hub.hub;
    const { id: packageId } = await givenPackage(scene.hub, { familyName: 'Editor', version: '2.1' });
    await commands.changeComputerNotes(SUPPORT, { computerId, notes: 'on the third floor' });
    await commands.changeSecureOn(ADMIN, { computerId, password: '00:11:22:33:44:55' });
    const group = await commands.createGroup(ADMIN, { of: 'computers', name: 'Third floor' });
    await commands.changeMembers(ADMIN, { groupId: group.id, add: [computerId] });
    await commands.deleteGroup(ADMIN, { of: 'computers', groupId: group.id });
    await commands.addInstallation(SUPPORT, { computerId, packageId });
    await commands.removeAssignments(SUPPORT, { installations: [{ computerId, packageId }] });
    const editor = { packageName: 'Editor', packageVersion: '2.1' };
    expect(await factsOf(agent, 'change')).toStrictEqual([
      { what: 'installation', by: 'sam', ...editor, added: false },
      { what: 'installation', by: 'sam', ...editor, added: true },
      { what: 'group', by: 'admin', name: 'Third floor', joined: false },
      { what: 'group', by: 'admin', name: 'Third floor', joined: true },
      { what: 'secureOn', by: 'admin', set: true },
      { what: 'notes', by: 'sam' },
      { what: 'enrolled', token: 'test', address: '127.0.0.1' },
    ]);
  });

  it('a message, and to whom it was shown as far as the agent says', async () => {
    const agent = await scene.givenAgent('spoken-to');
    const send = (text: string) =>
      scene.hub.hub.commands.sendMessage(SUPPORT, { computerId: agent.computerId, text });
    expect(await send('Hello?')).toStrictEqual({});
    agent.says = { message: { shownTo: [] } };
    expect(await send('Anybody?')).toStrictEqual({ shownTo: [] });
    agent.says = { message: { shownTo: ['anna'] } };
    expect(await send('Anna?')).toStrictEqual({ shownTo: ['anna'] });
    expect(await factsOf(agent, 'message')).toStrictEqual([
      { what: 'message', by: 'sam', text: 'Anna?', shownTo: ['anna'] },
      { what: 'message', by: 'sam', text: 'Anybody?', shownTo: [] },
      { what: 'message', by: 'sam', text: 'Hello?' },
    ]);
  });
});

describe('a restart', () => {
  it('[Z5] is told from the order to its end, with everybody who had a part in it', async () => {
    const agent = await scene.givenAgent('restarted');
    const { computerId } = agent;
    const { commands } = scene.hub.hub;
    const wish = { computerId, action: 'restart', delaySeconds: 600, reason: 'For the update.' } as const;
    await commands.orderPower(SUPPORT, wish);
    const { requestId } = await agent.orderFor('power');
    valueOf(await agent.reportPower({ state: 'counting', requestId, inSeconds: 600, users: ['anna'] }));
    await commands.postponePower(SUPPORT, { computerId, minutes: 30 });
    await commands.carryOutPower(ADMIN, { computerId });
    valueOf(await agent.reportPower({ state: 'acting', requestId }));
    await scene.leave(agent);
    await scene.back(agent, { bootId: 'next', uptimeSeconds: 0, awakeSeconds: 0 });
    const action = { action: 'restart' };
    expect(await factsOf(agent, 'power')).toMatchObject([
      { what: 'powerEnded', how: 'done', ...action },
      { what: 'powerBegan', ...action },
      { what: 'powerHastened', by: 'admin', ...action },
      { what: 'powerPostponed', by: 'sam', ...action },
      { what: 'powerWarned', users: ['anna'], ...action },
      { what: 'powerOrdered', reasons: [{ kind: 'hand', by: 'sam', text: 'For the update.' }], ...action },
    ]);
  });

  it('[Z5] that is called off names by whom', async () => {
    const agent = await scene.givenAgent('left-on');
    const { computerId } = agent;
    const wish = { computerId, action: 'shutdown', delaySeconds: 600, reason: '' } as const;
    await scene.hub.hub.commands.orderPower(SUPPORT, wish);
    await scene.hub.hub.commands.callOffPower(ADMIN, { computerId });
    expect((await factsOf(agent, 'power'))[0]).toStrictEqual({
      what: 'powerEnded',
      action: 'shutdown',
      how: 'calledOff',
      by: 'admin',
    });
  });
});

describe('the timeline', () => {
  it('[Z1] is read page by page', async () => {
    const agent = await scene.givenAgent('paged');
    for (const notes of ['1', '2', '3', '4', '5'])
      await scene.hub.hub.commands.changeComputerNotes(ADMIN, { computerId: agent.computerId, notes });
    const whole = (await timeline(agent)).rows;
    expect(whole).toHaveLength(7);
    const pages: TimelineEntry[][] = [];
    for (let cursor: string | undefined; ;) {
      const page = await timeline(agent, { limit: 3, ...(cursor === undefined ? {} : { cursor }) });
      pages.push(page.rows);
      cursor = page.next;
      if (cursor === undefined) break;
    }
    expect(pages.map((page) => page.length)).toStrictEqual([3, 3, 1]);
    expect(pages.flat()).toStrictEqual(whole);
    await expect(timeline(agent, { cursor: 'nonsense' })).rejects.toMatchObject({ code: 'invalidInput' });
    const unknown = { computerId: anId() };
    await expect(scene.hub.hub.queries.timelineOfComputer(VIEWER, unknown)).rejects.toMatchObject({
      code: 'notFound',
    });
  });

  it('reaches those who watch the computer at once, and nobody else', async () => {
    const [agent, other] = [await scene.givenAgent('watched'), await scene.givenAgent('unwatched')];
    const { secret } = await scene.hub.hub.commands.signIn(
      { name: 'admin', password: ADMIN_PASSWORD },
      { address: '127.0.0.1' },
    );
    const console = new ConsoleSocket(scene.hub.address, { secret, origin: scene.hub.address });
    expect(await console.admitted()).toBeUndefined();
    valueOf(await console.ask('watch', { topic: `computer:${agent.computerId}` }));
    for (const { computerId } of [other, agent])
      await scene.hub.hub.commands.changeComputerNotes(SUPPORT, { computerId, notes: 'n' });
    await scene.clock.advance(100);
    const told = () =>
      console.messages.flatMap(({ changes }) => changes.filter((change) => change.kind === 'timeline'));
    await console.hears(() => told().length > 0);
    expect(told()).toMatchObject([
      { computerId: agent.computerId, entry: { kind: 'change', fact: { what: 'notes', by: 'sam' } } },
    ]);
    // The very entry that is read afterwards.
    const [newest] = (await timeline(agent)).rows;
    expect(told().map((change) => change.entry)).toStrictEqual([newest]);
    console.leave();
  });

  it('takes three hundred events of as many computers in one write', async () => {
    const { store } = scene.hub.context;
    const agent = await scene.givenAgent('one-of-many');
    await scene.hub.context.timeline.written();
    const writes: number[] = [];
    const insert = store.timeline.insertMany.bind(store.timeline);
    const counting = new Proxy(store.timeline, {
      get: (part, name, receiver) =>
        name === 'insertMany'
          ? (events: Parameters<typeof insert>[0]) => {
              writes.push(events.length);
              return insert(events);
            }
          : (Reflect.get(part, name, receiver) as unknown),
    });
    const { timeline: kept } = store;
    store.timeline = counting;
    for (let n = 0; n < 300; n += 1) scene.hub.context.timeline.tell(anId(), { what: 'started' });
    scene.hub.context.timeline.tell(agent.computerId, { what: 'started' });
    expect(writes).toStrictEqual([]);
    await scene.clock.advance(300);
    await scene.hub.context.timeline.written();
    store.timeline = kept;
    expect(writes).toStrictEqual([301]);
    expect(await factsOf(agent, 'connection')).toContainEqual({ what: 'started' });
  });
});
