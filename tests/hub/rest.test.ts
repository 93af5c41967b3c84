import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '#protocol/role.ts';
import { checkedFetch } from '#tests/support/api-contract.ts';
import { forgottenIn } from '#tests/support/api-coverage.ts';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

let hub: TestHub;
let agent: BareAgent;
let admin: string;
beforeAll(async () => {
  hub = await startTestHub();
  admin = await tokenOf('admin');
  const created = await ask('POST', 'enrolment-tokens', { body: { name: 'rest', maxUses: 2 } });
  agent = await new BareAgent(hub.address).join(String(created.body['token']), 'rest-1');
});
afterAll(async () => {
  agent.leave();
  await hub.dispose();
});

async function tokenOf(role: Role): Promise<string> {
  return (await hub.hub.commands.createApiToken(ADMIN, { name: role, role })).token;
}

interface Told {
  status: number;
  type: string;
  body: Record<string, unknown>;
}
async function ask(
  method: string,
  path: string,
  wish: { token?: string; body?: unknown; form?: FormData } = {},
): Promise<Told> {
  const headers: Record<string, string> = { authorization: `Bearer ${wish.token ?? admin}` };
  if (wish.body !== undefined) headers['content-type'] = 'application/json';
  const response = await checkedFetch(`${hub.address}/api/v1/${path}`, {
    method,
    headers,
    ...(wish.form === undefined ? {} : { body: wish.form }),
    ...(wish.body === undefined ? {} : { body: JSON.stringify(wish.body) }),
  });
  const text = await response.text();
  const parsed: unknown = text === '' ? {} : JSON.parse(text);
  const body = typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  return {
    status: response.status,
    type: (response.headers.get('content-type') ?? '').split(';')[0] ?? '',
    body,
  };
}

describe('REST on a real hub', () => {
  it('a whole deployment: upload, deploy, output after a sequence, installation', async () => {
    const form = new FormData();
    form.set('familyName', 'REST');
    form.set('version', '1');
    form.set('installProcedure', 'cat a.txt');
    form.set('uninstallProcedure', 'true');
    form.append('file', new Blob(['alpha\n']), 'a.txt');
    const uploaded = await ask('POST', 'packages', { form });
    expect(uploaded).toMatchObject({ status: 201, body: { familyName: 'REST', content: { files: 1 } } });

    const wish = { name: 'by REST', computerIds: [agent.computerId], packageIds: [uploaded.body['id']] };
    const container = await ask('POST', 'job-containers', { body: wish });
    expect(container).toMatchObject({ status: 201, body: { jobs: 1, state: 'running' } });
    const order = await agent.jobOrder();
    expect(order.content?.sha256).toBe((uploaded.body['content'] as { sha256: string }).sha256);

    const key = { jobId: order.jobId, attempt: order.attempt };
    const chunks = ['one\n', 'two\n', 'three\n'].map((text, index) => ({
      sequence: index + 1,
      stream: 'stdout',
      text,
      sinceAccepted: index,
    }));
    await agent.report({ ...key, event: 'executing', sinceAccepted: 1 });
    await agent.ask('output', { ...key, chunks });
    const output = await ask('GET', `jobs/${order.jobId}/output?after=1`);
    expect(output.body).toMatchObject({
      chunks: [{ text: 'two\n' }, { text: 'three\n' }],
      extent: { lastSequence: 3 },
    });
    await agent.report({ ...key, event: 'succeeded', exitCode: 0, sinceAccepted: 9 });
    expect(await ask('GET', `jobs/${order.jobId}`)).toMatchObject({
      body: { state: 'succeeded', exitCode: 0 },
    });
    expect(await ask('GET', `computers/${agent.computerId}/installations`)).toMatchObject({
      body: { rows: [{ packageName: 'REST', packageVersion: '1' }] },
    });
    const inUse = await ask('DELETE', `packages/${String(uploaded.body['id'])}`);
    expect(inUse).toMatchObject({
      status: 409,
      type: 'application/problem+json',
      body: { code: 'packageInUse' },
    });
  });

  it('a deployment with constraints: edited, paused, resumed and retried', async () => {
    const form = new FormData();
    form.set('familyName', 'Constrained');
    form.set('version', '1');
    form.set('installProcedure', 'true');
    const { body: made } = await ask('POST', 'packages', { form });
    const wish = { name: 'rules', computerIds: [agent.computerId], packageIds: [made['id']] };
    const wrong = await ask('POST', 'job-containers', {
      body: { ...wish, timeFrames: '6:00-7:00, 25:00-26:00' },
    });
    expect(wrong).toMatchObject({
      status: 400,
      body: { code: 'invalidInput', detail: expect.stringContaining('"25:00-26:00"') },
    });
    const constraints = {
      addressRanges: '10.0.0.0/8',
      timeFrames: '0:00-23:59',
      sequenceMode: 'abortComputer',
    };
    const { body: container } = await ask('POST', 'job-containers', { body: { ...wish, ...constraints } });
    expect(container).toMatchObject({
      ...constraints,
      lateArrival: 'run',
      restartTimeoutMinutes: 20,
      paused: false,
    });
    const path = `job-containers/${String(container['id'])}`;
    const reason = async () => {
      const { body } = await ask('GET', `${path}/jobs`);
      return (body['rows'] as { waiting?: { reason: string } }[])[0]?.waiting?.reason;
    };
    expect(await reason()).toBe('addressNotInRange');
    expect(await ask('POST', `${path}/pause`)).toMatchObject({
      status: 200,
      body: { state: 'paused', paused: true },
    });
    expect(await reason()).toBe('paused');
    expect(await ask('PATCH', path, { body: { addressRanges: '', priority: 7 } })).toMatchObject({
      status: 200,
      body: { addressRanges: '', priority: 7 },
    });
    expect(await ask('POST', `${path}/resume`)).toMatchObject({ status: 200, body: { paused: false } });
    const order = await agent.jobOrder();
    const key = { jobId: order.jobId, attempt: order.attempt, sinceAccepted: 1 };
    await agent.report({ ...key, event: 'executing' });
    await agent.report({ ...key, event: 'failed', exitCode: 1, reason: 'exitCodeNotAccepted' });
    const body = { jobIds: [order.jobId] };
    expect(await ask('POST', `${path}/retry`, { body })).toMatchObject({
      status: 200,
      body: { state: 'running' },
    });
    const again = await agent.jobOrder();
    expect(again).toMatchObject({ jobId: order.jobId, attempt: 2 });
    expect(await ask('POST', `${path}/retry`, { body })).toMatchObject({
      status: 409,
      body: { code: 'notRetriable' },
    });
    await agent.report({ ...key, attempt: 2, event: 'executing' });
    await agent.report({ ...key, attempt: 2, event: 'succeeded', exitCode: 0 });
    const { body: done } = await ask('GET', `jobs/${order.jobId}`);
    expect(done).toMatchObject({
      state: 'succeeded',
      earlierAttempts: [{ attempt: 1, state: 'failed', exitCode: 1 }],
    });
    const viewer = { token: await tokenOf('support') };
    expect(await ask('PATCH', path, { ...viewer, body: {} })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
  });

  it('two packages of one name: the second is refused and its content is not kept', async () => {
    const send = async (text: string) => {
      const form = new FormData();
      form.set('familyName', 'Twice');
      form.set('version', '1');
      form.set('installProcedure', 'true');
      form.append('file', new Blob([text]), 'a.txt');
      return ask('POST', 'packages', { form });
    };
    const first = await send('first');
    expect(first.status).toBe(201);
    const before = await contentFiles();
    expect(await send('second')).toMatchObject({ status: 409, body: { code: 'nameTaken' } });
    expect(await contentFiles()).toEqual(before);
    expect(await ask('DELETE', `packages/${String(first.body['id'])}`)).toMatchObject({ status: 204 });
    expect((await contentFiles()).length).toBe(before.length - 1);
  });

  it.each([
    [
      'viewer',
      'POST',
      'job-containers',
      { name: 'x', computerIds: ['0'.repeat(24)], packageIds: ['0'.repeat(24)] },
      'forbidden',
      403,
    ],
    ['support', 'POST', 'enrolment-tokens', { name: 'x' }, 'forbidden', 403],
    ['operator', 'GET', 'audit', undefined, 'forbidden', 403],
    ['admin', 'POST', 'job-containers', { name: '' }, 'invalidInput', 400],
    ['admin', 'GET', 'computers/nonsense', undefined, 'notFound', 404],
  ] as const)('%s %s %s is a problem that says why', async (role, method, path, body, code, status) => {
    const answer = await ask(method, path, {
      token: await tokenOf(role),
      ...(body === undefined ? {} : { body }),
    });
    expect(answer).toMatchObject({ status, type: 'application/problem+json', body: { code } });
  });

  it('a wrong token and a missing one are told apart', async () => {
    expect(await ask('GET', 'computers', { token: `rva_${'0'.repeat(24)}_${'A'.repeat(43)}` })).toMatchObject(
      { status: 401, body: { code: 'apiTokenUnknown' } },
    );
    const response = await checkedFetch(`${hub.address}/api/v1/computers`);
    expect(await response.json()).toMatchObject({ code: 'notSignedIn' });
  });
});

async function contentFiles(): Promise<string[]> {
  return (await readdir(`${hub.dataDirectory}/content`)).filter((name) => name.endsWith('.zip')).sort();
}

it('all that is to be held to the document of the API here was asked for', () => {
  expect(forgottenIn('rest')).toEqual([]);
});
