import { afterEach, beforeAll, afterAll, describe, expect, it } from 'vitest';
import { CreateContainer } from '#protocol/requests.ts';
import { DEFAULT_SETTINGS } from '#protocol/settings.ts';
import type { Role } from '#protocol/role.ts';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { checkedFetch } from '#tests/support/api-contract.ts';
import { forgottenIn } from '#tests/support/api-coverage.ts';
import { ConsoleSocket } from '#tests/support/console-socket.ts';
import { ADMIN, ADMIN_PASSWORD, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub({ environment: { WAKE_WINDOW_MINUTES: '7' } });
});
afterAll(() => hub.dispose());

const FREE = { ...DEFAULT_SETTINGS, wakeWindowMinutes: 7 };

async function ask(method: string, path: string, wish: { as?: Role; body?: unknown } = {}) {
  const { token } = await hub.hub.commands.createApiToken(ADMIN, {
    name: 'settings',
    role: wish.as ?? 'admin',
  });
  const response = await checkedFetch(`${hub.address}/api/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(wish.body === undefined ? {} : { body: JSON.stringify(wish.body) }),
  });
  return { status: response.status, body: (await response.json()) as unknown };
}

async function consoleOf(role: Role): Promise<ConsoleSocket> {
  const name = role === 'admin' ? 'admin' : `a ${role}`;
  const users = await hub.hub.queries.users(ADMIN);
  if (!users.some((user) => user.name === name))
    await hub.hub.commands.createUser(ADMIN, { name, password: ADMIN_PASSWORD, role });
  const { secret } = await hub.hub.commands.signIn(
    { name, password: ADMIN_PASSWORD },
    { address: '127.0.0.1' },
  );
  const socket = new ConsoleSocket(hub.address, { secret, origin: hub.address });
  expect(await socket.admitted()).toBeUndefined();
  return socket;
}

describe('the settings', () => {
  afterEach(async () => {
    const { wakeWindowMinutes: _locked, ...others } = DEFAULT_SETTINGS;
    await hub.hub.commands.editSettings(
      ADMIN,
      Object.fromEntries(Object.keys(others).map((key) => [key, null])),
    );
  });

  it('are told with their defaults, and which of them the environment holds fast', async () => {
    expect(await ask('GET', 'settings')).toEqual({
      status: 200,
      body: { values: FREE, defaults: DEFAULT_SETTINGS, locked: ['wakeWindowMinutes'] },
    });
  });

  it('are changed at once, which a console and the audit log hear', async () => {
    const socket = await consoleOf('admin');
    expect(await socket.ask('watch', { topic: 'settings' })).toMatchObject({ ok: true });
    const values = { ...FREE, purgeFailedAfterHours: 1, restartWarning: 'Save! {time}' };
    const body = { purgeFailedAfterHours: 1, restartWarning: ' Save! {time} ' };
    expect(await ask('PATCH', 'settings', { body })).toMatchObject({ status: 200, body: { values } });
    expect(hub.context.settings.current()).toEqual(values);
    await socket.hears((messages) => messages.length > 0);
    expect(socket.messages[0]?.changes).toMatchObject([{ kind: 'settings', settings: { values } }]);
    socket.leave();
    const { rows } = await hub.hub.queries.audit(ADMIN, { verbPrefix: 'settings.' });
    expect(rows[0]).toMatchObject({ verb: 'settings.edit', actor: { kind: 'apiToken', name: 'settings' } });
    expect(rows[0]?.detail?.split('\n')).toEqual([
      'purgeFailedAfterHours: 48 → 1',
      `restartWarning: ${JSON.stringify(DEFAULT_SETTINGS.restartWarning)} → "Save! {time}"`,
    ]);
    // Nothing new: nothing is said.
    await ask('PATCH', 'settings', { body });
    expect((await hub.hub.queries.audit(ADMIN, { verbPrefix: 'settings.' })).rows).toHaveLength(rows.length);
  });

  it('hold after a restart of the hub', async () => {
    await ask('PATCH', 'settings', { body: { agentLostAfterHours: 5 } });
    const next = await startTestHub({ environment: { MONGODB_URI: hub.databaseUri } });
    expect(next.context.settings.current()).toEqual({ ...DEFAULT_SETTINGS, agentLostAfterHours: 5 });
    await next.dispose();
  });

  it.each([
    [{ wakeWindowMinutes: 7 }, 409, 'settingLocked', 'wakeWindowMinutes'],
    [{ wakeWindowMinutes: null, purgeAuditAfterDays: 1 }, 409, 'settingLocked', 'wakeWindowMinutes'],
    [{ agentLostAfterHours: 0 }, 400, 'invalidInput', 'must be at least 1'],
    [{ purgeAuditAfterDays: 3661 }, 400, 'invalidInput', 'must be at most 3660'],
    [{ purgeAuditAfterDays: 1.5 }, 400, 'invalidInput', 'must be a whole number'],
    [{ restartWarning: 'Save!' }, 400, 'invalidInput', 'must name {time}'],
    [{ somethingElse: 1 }, 400, 'invalidInput', 'somethingElse'],
    [{ assistantRestartTimeoutMinutes: -2 }, 400, 'invalidInput', 'assistantRestartTimeoutMinutes'],
    [{ assistantSequenceMode: 'stop' }, 400, 'invalidInput', 'assistantSequenceMode'],
    [{ assistantTimeFrames: '6:00-7:00, FRY 8:00-9:00' }, 400, 'invalidInput', 'FRY'],
  ])('%j is refused and changes nothing', async (body, status, code, detail) => {
    const answer = await ask('PATCH', 'settings', { body });
    expect(answer).toMatchObject({ status, body: { code } });
    expect(JSON.stringify(answer.body)).toContain(detail);
    expect(hub.context.settings.current()).toEqual(FREE);
  });
});

describe('the system', () => {
  it('is described: versions, store, sockets, memory, disk', async () => {
    const { status, body } = await ask('GET', 'system');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      version: hub.hub.version,
      nodeVersion: process.versions.node,
      timeZone: hub.context.timeZone,
      store: { kind: 'mongodb', answers: true },
      sockets: { agents: 0, consoles: 0 },
      computers: 0,
      workers: [],
    });
    const { memoryBytes, dataDirectory } = await hub.hub.queries.system(ADMIN);
    expect(memoryBytes).toBeGreaterThan(10_000_000);
    expect(dataDirectory.freeBytes).toBeGreaterThan(0);
    expect(dataDirectory.totalBytes).toBeGreaterThan(dataDirectory.freeBytes);
  });
});

describe('what is for admins alone', () => {
  it.each(['viewer', 'support', 'operator'] as const)('is refused to a %s', async (as) => {
    const refused = { status: 403, body: { code: 'forbidden' } };
    expect(await ask('GET', 'settings', { as })).toMatchObject(refused);
    expect(await ask('PATCH', 'settings', { as, body: { agentLostAfterHours: 2 } })).toMatchObject(refused);
    expect(await ask('GET', 'system', { as })).toMatchObject(refused);
    const socket = await consoleOf(as);
    for (const topic of ['settings', 'system'])
      expect(await socket.ask('watch', { topic })).toMatchObject({ ok: false, code: 'forbidden' });
    expect(await socket.ask('watch', { topic: 'computers' })).toMatchObject({ ok: true });
    socket.leave();
  });
});

describe('what the assistant begins with', () => {
  const BY_DEFAULT = CreateContainer.parse({ name: 'nothing said' });
  const defaultsFor = async (as: Role) => (await ask('GET', 'assistant-defaults', { as })).body;

  it('is what a request means that says nothing, until an admin chooses otherwise', async () => {
    expect(BY_DEFAULT).toMatchObject((await defaultsFor('support')) as object);
    const body = { assistantRestartTimeoutMinutes: -1, assistantTimeFrames: ' FRI 18:00-23:00 ' };
    expect((await ask('PATCH', 'settings', { body })).status).toBe(200);
    expect(await defaultsFor('operator')).toMatchObject({
      restartTimeoutMinutes: -1,
      timeFrames: 'FRI 18:00-23:00',
      wakeOnLan: false,
      uninstallOtherVersions: true,
    });
    const { rows } = await hub.hub.queries.audit(ADMIN, { verb: 'settings.edit', limit: 1 });
    expect(rows[0]?.detail).toContain('assistantRestartTimeoutMinutes: 20 → -1');
    await ask('PATCH', 'settings', {
      body: { assistantRestartTimeoutMinutes: null, assistantTimeFrames: null },
    });
    expect(BY_DEFAULT).toMatchObject((await defaultsFor('admin')) as object);
  });

  it('means nothing to programs: what they do not say is as ever', async () => {
    const agent = await new BareAgent(hub.address).join((await hub.enrolmentToken()).token, 'says nothing');
    const made = await ask('POST', 'packages', {
      body: { familyName: 'Nothing said', version: '1', installProcedure: 'true' },
    });
    await ask('PATCH', 'settings', { body: { assistantPriority: 7, assistantWakeOnLan: true } });
    const { body } = await ask('POST', 'job-containers', {
      body: {
        name: 'by a program',
        computerIds: [agent.computerId],
        packageIds: [(made.body as { id: string }).id],
      },
    });
    expect(body).toMatchObject({ priority: 0, wakeOnLan: false });
    await ask('PATCH', 'settings', { body: { assistantPriority: null, assistantWakeOnLan: null } });
    agent.leave();
  });

  it('is nothing to those who may not deploy', async () => {
    expect((await ask('GET', 'assistant-defaults', { as: 'viewer' })).status).toBe(403);
  });
});

it('all that is to be held to the document of the API here was asked for', () => {
  expect(forgottenIn('settings')).toEqual([]);
});
