import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LIMITS } from '#protocol/limits.ts';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { ConsoleSocket } from '#tests/support/console-socket.ts';
import { deploy, givenPackage } from '#tests/support/deployments.ts';
import { ADMIN, ADMIN_PASSWORD, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

let hub: TestHub;
let agent: BareAgent;
const sockets: ConsoleSocket[] = [];

beforeAll(async () => {
  hub = await startTestHub();
  agent = await new BareAgent(hub.address).join((await hub.enrolmentToken()).token, 'watched');
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.leave();
});
afterAll(async () => {
  agent.leave();
  await hub.dispose();
});

const signIn = async () =>
  (await hub.hub.commands.signIn({ name: 'admin', password: ADMIN_PASSWORD }, { address: '127.0.0.1' }))
    .secret;
async function connect(as: { secret?: string; origin?: string }): Promise<ConsoleSocket> {
  const socket = new ConsoleSocket(hub.address, as);
  sockets.push(socket);
  return socket;
}
async function admitted(): Promise<ConsoleSocket> {
  const socket = await connect({ secret: await signIn(), origin: hub.address });
  expect(await socket.admitted()).toBeUndefined();
  return socket;
}

describe('who is let in', () => {
  it('a signed-in console of this very hub', async () => {
    await admitted();
  });

  it('nobody without a sign-in, or with one that has ended', async () => {
    expect(await (await connect({ origin: hub.address })).admitted()).toBe('notSignedIn');
    const secret = await signIn();
    await hub.hub.commands.signOut(ADMIN, secret);
    expect(await (await connect({ secret, origin: hub.address })).admitted()).toBe('notSignedIn');
  });

  it.each(['https://elsewhere.example.org', 'null', undefined])(
    'no page of another origin (%s)',
    async (origin) => {
      const socket = await connect({ secret: await signIn(), ...(origin === undefined ? {} : { origin }) });
      expect(await socket.admitted()).toBe('badOrigin');
    },
  );

  it('whoever signs out is told, and disconnected', async () => {
    const secret = await signIn();
    const socket = await connect({ secret, origin: hub.address });
    await socket.admitted();
    const ended = socket.ended();
    await hub.hub.commands.signOut(ADMIN, secret);
    await ended;
    expect(socket.signedOut).toBe(true);
  });
});

describe('what it hears', () => {
  it('each message of a topic names the one before: nothing is missing, and nothing of other topics comes', async () => {
    const socket = await admitted();
    const job = await deploy(hub, { computerId: agent.computerId, packageId: (await givenPackage(hub)).id });
    const topic = `container:${job.containerId}`;
    const watched = await socket.ask('watch', { topic });
    if (!watched.ok) throw new Error(watched.code);
    const { number } = watched.value as { number: number };
    const order = await agent.jobOrder();
    const key = { jobId: order.jobId, attempt: order.attempt, sinceAccepted: 1 };
    await agent.report({ ...key, event: 'executing' });
    await agent.report({ ...key, event: 'succeeded', exitCode: 0 });
    const succeeded = (kind: string) => (message: { changes: readonly { kind: string }[] }) =>
      message.changes.some((change) => change.kind === kind);
    await socket.hears(
      (messages) => messages.some(succeeded('container')) && messages.some(succeeded('job')),
    );
    let previous = number;
    for (const message of socket.messages) {
      expect(message).toMatchObject({ topic, previous });
      previous = message.number;
    }
  });

  it('output: history to n, live from n + 1, no gap and no repeat', async () => {
    const socket = await admitted();
    const job = await deploy(hub, {
      computerId: agent.computerId,
      packageId: (await givenPackage(hub)).id,
      forceReinstall: true,
    });
    const order = await agent.jobOrder();
    const key = { jobId: order.jobId, attempt: order.attempt };
    await agent.report({ ...key, event: 'executing', sinceAccepted: 1 });
    const send = (sequence: number) =>
      agent.ask('output', {
        ...key,
        chunks: [{ sequence, stream: 'stdout', text: `line ${sequence}\n`, sinceAccepted: sequence }],
      });
    await send(1);
    await send(2);
    await socket.ask('watch', { topic: `output:${job.id}` });
    await send(3);
    const history = await socket.ask('output', { jobId: job.id, after: 0 });
    await send(4);
    // Repeated, as after a lost acknowledgement: nobody hears it twice.
    await send(4);
    await send(5);
    const live = () => socket.messages.flatMap((message) => message.changes.flatMap(sequencesOf));
    await socket.hears(() => live().includes(5));
    if (!history.ok) throw new Error(history.code);
    const page = history.value as { chunks: { sequence: number }[] };
    const read = page.chunks.map((chunk) => chunk.sequence);
    const last = read.at(-1) ?? 0;
    expect([...read, ...live().filter((sequence) => sequence > last)]).toEqual([1, 2, 3, 4, 5]);
    await agent.report({ ...key, event: 'succeeded', exitCode: 0, sinceAccepted: 9 });
  });

  it('bad requests are answered, and topics are bounded', async () => {
    const socket = await admitted();
    expect(await socket.ask('watch', { topic: 'everything' })).toMatchObject({
      ok: false,
      code: 'invalidInput',
    });
    expect(await socket.ask('output', { jobId: '0'.repeat(24), after: 0 })).toMatchObject({
      code: 'notFound',
    });
    const ids = Array.from({ length: LIMITS.topicsPerConsole }, (_, index) =>
      index.toString(16).padStart(24, '0'),
    );
    for (const id of ids)
      expect(await socket.ask('watch', { topic: `computer:${id}` })).toMatchObject({ ok: true });
    expect(await socket.ask('watch', { topic: 'computers' })).toMatchObject({ code: 'tooManyAttempts' });
    expect(await socket.ask('unwatch', { topic: `computer:${ids[0]}` })).toMatchObject({ ok: true });
    expect(await socket.ask('watch', { topic: 'computers' })).toMatchObject({ ok: true });
  });
});

function sequencesOf(change: { kind: string; chunks?: readonly { sequence: number }[] }): number[] {
  return change.kind === 'output' ? (change.chunks ?? []).map((chunk) => chunk.sequence) : [];
}
