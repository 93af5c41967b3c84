import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '#protocol/role.ts';
import { checkedFetch } from '#tests/support/api-contract.ts';
import { forgottenIn } from '#tests/support/api-coverage.ts';
import { anAuditEntry } from '#tests/support/builders.ts';
import { ConsoleSocket } from '#tests/support/console-socket.ts';
import { drivenClock } from '#tests/support/driven-clock.ts';
import { ADMIN, ADMIN_PASSWORD, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';
const SAFARI =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15';

let hub: TestHub;
let adminToken: string;
beforeAll(async () => {
  hub = await startTestHub();
  const made = await hub.hub.commands.createApiToken(ADMIN, { name: 'admin token', role: 'admin' });
  adminToken = made.token;
});
afterAll(() => hub.dispose());

const address = '192.0.2.7';
const signIn = (name: string, userAgent?: string) =>
  hub.hub.commands.signIn({ name, password: ADMIN_PASSWORD }, { address, userAgent });

async function aUser(name: string, role: Role = 'viewer') {
  return hub.hub.commands.createUser(ADMIN, { name, role, password: ADMIN_PASSWORD });
}
async function actorOf(secret: string) {
  const actor = await hub.hub.identities.ofSession(secret, { address });
  if (actor === undefined) throw new Error('The sign-in has ended.');
  return actor;
}
async function rowOf(name: string) {
  return (await hub.hub.queries.users(ADMIN)).find((user) => user.name === name);
}
async function read(path: string, token = adminToken) {
  const response = await checkedFetch(`${hub.address}/api/v1/${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

describe('sign-ins', () => {
  it('say from where and with what they were made, and which one asks', async () => {
    await aUser('ann');
    await signIn('ann');
    await signIn('ann', SAFARI);
    const { secret } = await signIn('ann', FIREFOX);
    const own = await hub.hub.queries.ownSessions(await actorOf(secret));
    expect(own.map(({ browser, system, current }) => [browser, system, current])).toEqual(
      expect.arrayContaining([
        ['Firefox', 'Windows', true],
        ['Safari', 'macOS', false],
        [undefined, undefined, false],
      ]),
    );
    expect(own.every((session) => session.address === address)).toBe(true);
  });

  it('are counted for admins, with the last of them', async () => {
    await aUser('bob');
    expect(await rowOf('bob')).toMatchObject({ signIns: 0 });
    expect(await rowOf('bob')).not.toHaveProperty('lastSignInAt');
    const before = Date.now();
    await signIn('bob');
    const { secret } = await signIn('bob');
    const row = await rowOf('bob');
    expect(row?.signIns).toBe(2);
    expect(Date.parse(row?.lastSignInAt ?? '')).toBeGreaterThanOrEqual(before);
    await hub.hub.commands.signOut(await actorOf(secret), secret);
    expect(await rowOf('bob')).toMatchObject({ signIns: 1 });
    const { rows } = await hub.hub.queries.audit(ADMIN, { verb: 'user.signOut' });
    expect(rows[0]).toMatchObject({ actor: { name: 'bob' }, subject: { name: 'bob' } });
  });

  it('of one’s own end all at once but for the one that asks, those of another all', async () => {
    const user = await aUser('cleo');
    const { secret } = await signIn('cleo');
    const { secret: elsewhere } = await signIn('cleo');
    const socket = new ConsoleSocket(hub.address, { secret: elsewhere, origin: hub.address });
    expect(await socket.admitted()).toBeUndefined();
    const cleo = await actorOf(secret);
    expect(await hub.hub.commands.endSessions(cleo, { userId: user.id })).toEqual({ ended: 1 });
    await socket.ended();
    expect(socket.signedOut).toBe(true);
    expect(await hub.hub.queries.ownSessions(cleo)).toMatchObject([{ current: true }]);
    // Nothing went on elsewhere: nothing is said of it.
    expect(await hub.hub.commands.endSessions(cleo, { userId: user.id })).toEqual({ ended: 0 });
    expect(await hub.hub.commands.endSessions(ADMIN, { userId: user.id })).toEqual({ ended: 1 });
    expect(await hub.hub.identities.ofSession(secret, { address })).toBeUndefined();
    const { rows } = await hub.hub.queries.audit(ADMIN, { verb: 'user.signOutEverywhere' });
    expect(rows.map(({ actor, detail }) => [actor.name, detail])).toEqual([
      ['admin', '1'],
      ['cleo', '1'],
    ]);
  });

  it('of others are ended by admins alone', async () => {
    const [one, other] = [await aUser('dora', 'operator'), await aUser('emil')];
    const dora = { ...ADMIN, id: one.id, name: one.name, role: 'operator' } as const;
    const end = hub.hub.commands.endSessions(dora, { userId: other.id });
    await expect(end).rejects.toMatchObject({ code: 'forbidden' });
    // A token is nobody's browser, whatever its id.
    const token = { ...dora, kind: 'apiToken', id: other.id } as const;
    const asToken = hub.hub.commands.endSessions(token, { userId: other.id });
    await expect(asToken).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('an API token', () => {
  it('tells when it was used last, to the minute', async () => {
    const clock = drivenClock(new Date());
    const own = await startTestHub({ clock });
    const { token, id } = await own.hub.commands.createApiToken(ADMIN, { name: 'ci', role: 'viewer' });
    const lastUsedAt = async () =>
      (await own.hub.queries.apiTokens(ADMIN)).find((row) => row.id === id)?.lastUsedAt;
    expect(await lastUsedAt()).toBeUndefined();
    const first = clock.now().toISOString();
    await own.hub.identities.ofApiToken(token, { address });
    expect(await lastUsedAt()).toBe(first);
    await clock.advance(59_000);
    await own.hub.identities.ofApiToken(token, { address });
    expect(await lastUsedAt()).toBe(first);
    await clock.advance(2_000);
    const later = clock.now().toISOString();
    await own.hub.identities.ofApiToken(token, { address });
    expect(await lastUsedAt()).toBe(later);
    await own.dispose();
  });
});

describe('the audit log', () => {
  it('names what still exists, and where', async () => {
    const { commands, queries } = hub.hub;
    const made = await commands.createPackage(ADMIN, {
      familyName: 'Audited',
      version: '1',
      installProcedure: 'true',
    });
    const gone = await aUser('gone');
    await commands.deleteUser(ADMIN, { userId: gone.id });
    const one = async (subjectId: string) =>
      (await queries.audit(ADMIN, { subjectId, limit: 1 })).rows[0]?.subject;
    expect(await one(made.id)).toMatchObject({ exists: true, within: made.familyId });
    expect(await one(made.familyId)).toMatchObject({ name: 'Audited', exists: true });
    expect(await one(gone.id)).toEqual({ kind: 'user', id: gone.id, name: 'gone' });
  });

  it('[A7] is asked by dates and words, page by page', async () => {
    const at = (hour: number) => new Date(Date.UTC(2020, 0, 1, hour));
    for (let hour = 0; hour < 12; hour += 1) {
      const actor = { kind: 'user', name: hour % 2 === 0 ? 'Ada' : 'Bo' } as const;
      await hub.context.store.audit.insert(anAuditEntry({ at: at(hour), actor, detail: `hour ${hour}` }));
    }
    const from = at(2).toISOString();
    const to = at(10).toISOString();
    const found: string[] = [];
    for (let next: string | undefined = ''; next !== undefined;) {
      const cursor = next === '' ? '' : `&cursor=${next}`;
      const answer = await read(`audit?from=${from}&to=${to}&search=aDA&limit=3${cursor}`);
      const page = JSON.parse(answer.text) as { rows: { detail: string }[]; next?: string };
      found.push(...page.rows.map(({ detail }) => detail));
      next = page.next;
    }
    expect(found).toEqual(['hour 8', 'hour 6', 'hour 4', 'hour 2']);
    expect((await read('audit?cursor=nonsense')).status).toBe(400);
    expect((await read('audit?from=yesterday')).status).toBe(400);
  });

  it('is a table of all that fits, harmless in a spreadsheet', async () => {
    const cells = ['=1+1', '+49', '-1', '@SUM', 'a, "b"\nc', 'plain'];
    const base = Date.UTC(2019, 0, 1);
    for (let place = 0; place < 1_200; place += 1) {
      const detail = cells[place % cells.length] ?? '';
      await hub.context.store.audit.insert(anAuditEntry({ at: new Date(base + place), detail }));
    }
    const answer = await read('audit.csv?to=2019-02-01T00:00:00Z');
    expect(answer.headers.get('content-type')).toContain('text/csv');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="audit-log.csv"');
    const lines = answer.text.split('\r\n');
    expect(lines[0]).toBe('at,actorKind,actor,address,verb,subjectKind,subjectId,subject,detail');
    expect(lines).toHaveLength(1 + 1_200 + 1);
    expect(lines.at(-1)).toBe('');
    const details = lines.slice(-7, -1).map((line) => line.slice(line.indexOf('a container') + 12));
    expect(details).toEqual(['plain', '"a, ""b""\nc"', "'@SUM", "'-1", "'+49", "'=1+1"]);
    const { token } = await hub.hub.commands.createApiToken(ADMIN, { name: 'reads', role: 'operator' });
    expect((await read('audit.csv', token)).status).toBe(403);
  });

  it('is heard live by admins, and by nobody else', async () => {
    await aUser('fay', 'operator');
    const { secret } = await signIn('fay');
    const other = new ConsoleSocket(hub.address, { secret, origin: hub.address });
    expect(await other.admitted()).toBeUndefined();
    expect(await other.ask('watch', { topic: 'audit' })).toMatchObject({ ok: false, code: 'forbidden' });
    other.leave();
    const socket = new ConsoleSocket(hub.address, {
      secret: (await signIn('admin')).secret,
      origin: hub.address,
    });
    expect(await socket.admitted()).toBeUndefined();
    expect(await socket.ask('watch', { topic: 'audit' })).toMatchObject({ ok: true });
    await aUser('gil');
    await socket.hears((messages) => messages.length > 0);
    expect(socket.messages[0]?.changes).toMatchObject([
      { kind: 'audit', entry: { verb: 'user.create', subject: { name: 'gil' }, detail: 'viewer' } },
    ]);
    socket.leave();
  });
});

it('all that is to be held to the document of the API here was asked for', () => {
  expect(forgottenIn('access')).toEqual([]);
});
