import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backupStore } from '#store/embedded/index.ts';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { ConsoleSocket } from '#tests/support/console-socket.ts';
import { ADMIN, ADMIN_PASSWORD, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

const system = (hub: TestHub) => hub.hub.queries.system(ADMIN);

describe('the system', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await startTestHub();
  });
  afterAll(() => hub.dispose());

  it('counts messages, agents by their version, and jobs that are due and not handed over', async () => {
    const before = (await system(hub)).messages;
    const agent = await new BareAgent(hub.address).join((await hub.enrolmentToken()).token, 'counted');
    const { messages } = await system(hub);
    // Identify, prove, hello, each with its answer, at least.
    expect(messages.received - before.received).toBeGreaterThanOrEqual(3);
    expect(messages.sent - before.sent).toBeGreaterThanOrEqual(3);
    const made = await hub.hub.commands.createPackage(ADMIN, {
      familyName: 'Due',
      version: '1',
      installProcedure: 'true',
    });
    await hub.hub.commands.createContainer(ADMIN, {
      name: 'paused',
      computerIds: [agent.computerId],
      packageIds: [made.id],
      paused: true,
    });
    agent.leave();
    const other = await startTestHub({ environment: { MONGODB_URI: hub.databaseUri } });
    const view = await system(other);
    expect(view.queue).toEqual({ dueJobs: 1, computers: 0 });
    expect(view.agentVersions).toEqual([{ version: expect.any(String) as string, computers: 1 }]);
    const documents = Object.fromEntries(view.store.documents.map(({ kind, count }) => [kind, count]));
    expect(documents).toMatchObject({ computers: 1, packages: 1, containers: 1, jobs: 1, installations: 0 });
    expect(view.store.pingMilliseconds).toBeGreaterThan(0);
    // This hub runs, and the first one still does.
    expect(view.runs.length).toBeGreaterThanOrEqual(1);
    expect(view.runs[0]?.from).toBe(view.startedAt);
    await other.dispose();
  });

  it('is told to who watches, as long as somebody does, without anything saying that it has changed', async () => {
    const { secret } = await hub.hub.commands.signIn(
      { name: 'admin', password: ADMIN_PASSWORD },
      { address: '127.0.0.1' },
    );
    const socket = new ConsoleSocket(hub.address, { secret, origin: hub.address });
    expect(await socket.admitted()).toBeUndefined();
    await socket.ask('watch', { topic: 'system' });
    await socket.hears((messages) => messages.length >= 2);
    const [, second] = socket.messages;
    expect(second?.changes).toMatchObject([
      {
        kind: 'system',
        system: { sockets: { consoles: 1 }, loopDelay: { p99: expect.any(Number) as number } },
      },
    ]);
    socket.leave();
  });
});

describe('the embedded store', () => {
  it('tells its size, and the last backup that was written of it', async () => {
    const hub = await startTestHub({ ownStore: true });
    const { store } = await system(hub);
    expect(store.kind).toBe('embedded');
    expect(store.bytes).toBeGreaterThan(10_000);
    expect(store.lastBackup).toBeUndefined();
    await hub.stop();
    const directory = join(hub.dataDirectory, 'store');
    const file = join(hub.dataDirectory, 'copy.sqlite');
    await backupStore({ directory, file });
    const again = await startTestHub({
      ownStore: true,
      environment: { DATA_DIR: hub.dataDirectory },
    });
    const { lastBackup } = (await system(again)).store;
    expect(lastBackup).toMatchObject({ file });
    expect(lastBackup?.bytes).toBeGreaterThan(10_000);
    expect(Math.abs(Date.parse(lastBackup?.at ?? '') - Date.now())).toBeLessThan(60_000);
    await again.dispose();
    await hub.dispose();
  });
});

describe('the metrics', () => {
  const TOKEN = 'a token of prometheus';
  const read = (hub: TestHub, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${hub.address}/metrics`, { headers, method });

  it('do not exist unless they are asked for', async () => {
    const hub = await startTestHub();
    expect((await read(hub)).status).toBe(404);
    expect((await read(hub, { authorization: 'Bearer undefined' })).status).toBe(404);
    await hub.dispose();
  });

  it('are told to who shows the token', async () => {
    const hub = await startTestHub({ environment: { METRICS_TOKEN: TOKEN } });
    expect((await read(hub)).status).toBe(401);
    expect((await read(hub, { authorization: `Bearer ${TOKEN}!` })).status).toBe(401);
    expect((await read(hub, { authorization: `Bearer ${TOKEN}` }, 'POST')).status).toBe(405);
    await hub.enrolmentToken();
    for (let round = 0; round < 2; round += 1) {
      const response = await read(hub, { authorization: `Bearer ${TOKEN}` });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
      const lines = (await response.text()).split('\n');
      expect(lines).toContain('reveille_store_up 1');
      expect(lines).toContain('reveille_computers 0');
      expect(lines).toContain('reveille_documents{kind="jobs"} 0');
      expect(lines).toContain('# TYPE reveille_messages_received_total counter');
      expect(lines.some((line) => line.startsWith('nodejs_eventloop_lag_p99_seconds '))).toBe(true);
      expect(new Set(lines.filter((line) => line.startsWith('reveille_'))).size).toBe(
        lines.filter((line) => line.startsWith('reveille_')).length,
      );
    }
    await hub.dispose();
  });

  it('are told on this machine where that is allowed, never through a proxy on it', async () => {
    const hub = await startTestHub({ environment: { METRICS_LOOPBACK: 'true' } });
    expect((await read(hub)).status).toBe(200);
    expect((await read(hub, { 'x-forwarded-for': '192.0.2.1' })).status).toBe(404);
    expect((await read(hub, { forwarded: 'for=192.0.2.1' })).status).toBe(404);
    await hub.dispose();
  });
});
