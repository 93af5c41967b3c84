import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '#protocol/role.ts';
import { checkedFetch } from '#tests/support/api-contract.ts';
import { forgottenIn } from '#tests/support/api-coverage.ts';
import type { BareAgent } from '#tests/support/bare-agent.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import {
  asleep,
  at,
  burstOnce,
  clock,
  deploy,
  givenAgent,
  gone,
  hub,
  MINUTE,
  SECOND,
  settle,
  useWakeScene,
} from '#tests/support/wake-scene.ts';

useWakeScene();

let agent: BareAgent;
const tokens = new Map<Role, string>();
beforeEach(async () => {
  for (const role of ['viewer', 'support', 'operator'] as const) {
    tokens.set(role, (await hub.hub.commands.createApiToken(ADMIN, { name: role, role })).token);
  }
  agent = await givenAgent('desk');
});
afterEach(() => tokens.clear());

/** Every answer is held to the document. */
async function ask(method: string, path: string, body?: unknown, as: Role = 'support') {
  const headers = new Headers({ authorization: `Bearer ${tokens.get(as) ?? ''}` });
  if (body !== undefined) headers.set('content-type', 'application/json');
  const response = await checkedFetch(`${hub.address}/api/v1/computers/${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const told = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
  return { status: response.status, body: told };
}
const refusal = (status: number, code: string) => ({ status, body: { code } });

describe('[B7] a restart by REST', () => {
  it('is ordered, counted down, postponed, and happens now', async () => {
    const { computerId: id } = agent;
    const order = { action: 'restart', delaySeconds: 600, reason: 'new card' };
    const ordered = await ask('POST', `${id}/power`, order);
    const hand = { kind: 'hand', by: 'support', text: 'new card' };
    expect(ordered).toMatchObject({
      status: 200,
      body: { id, power: { action: 'restart', reasons: [hand] } },
    });
    const { requestId } = await agent.orderFor('power');
    await agent.reportPower({ state: 'counting', requestId, inSeconds: 600, users: ['ann'] });
    expect((await ask('GET', id)).body).toMatchObject({
      power: { requestId, state: 'counting', until: at(10 * MINUTE), users: ['ann'] },
    });
    expect(await ask('POST', `${id}/power/postpone`, { minutes: 60 })).toMatchObject({
      status: 200,
      body: { power: { until: at(60 * MINUTE), postponed: { by: 'support', at: at(0) } } },
    });
    expect(await agent.orderFor('power')).toMatchObject({ manner: 'fixed', graceSeconds: 3600 });
    expect(await ask('POST', `${id}/power/now`)).toMatchObject({
      status: 200,
      body: { power: { requestId } },
    });
    expect(await agent.orderFor('power')).toMatchObject({ manner: 'fixed', graceSeconds: 0 });
    await agent.reportPower({ state: 'acting', requestId });
    expect(await ask('DELETE', `${id}/power`)).toMatchObject(refusal(409, 'tooLateToStop'));
  });

  it('is called off, and then there is nothing to call off', async () => {
    const { computerId: id } = agent;
    await ask('POST', `${id}/power`, { action: 'shutdown' });
    const { requestId } = await agent.orderFor('power');
    await agent.reportPower({ state: 'counting', requestId, inSeconds: 1200, users: ['ann'] });
    const calledOff = await ask('DELETE', `${id}/power`);
    expect(calledOff).toMatchObject({ status: 200, body: { id } });
    expect(calledOff.body).not.toHaveProperty('power');
    expect(await agent.orderFor('callOff')).toMatchObject({ requestId });
    for (const [method, path, body] of [
      ['DELETE', 'power', undefined],
      ['POST', 'power/now', undefined],
      ['POST', 'power/postpone', { minutes: 5 }],
    ] as const) {
      expect(await ask(method, `${id}/${path}`, body)).toMatchObject(refusal(409, 'nothingDue'));
    }
  });

  it('is refused in words to who may not, for what is not there, and for what cannot be', async () => {
    const { computerId: id } = agent;
    const restart = { action: 'restart' };
    expect(await ask('POST', `${id}/power`, restart, 'viewer')).toMatchObject(refusal(403, 'forbidden'));
    expect(await ask('POST', `${id}/power`, { action: 'explode' })).toMatchObject(
      refusal(400, 'invalidInput'),
    );
    expect(await ask('POST', `${'0'.repeat(24)}/power`, restart)).toMatchObject(refusal(404, 'notFound'));
    expect(await ask('POST', `${id}/power/postpone`, { minutes: 0 })).toMatchObject(
      refusal(400, 'invalidInput'),
    );
    await gone(agent);
    expect(await ask('POST', `${id}/power`, restart)).toMatchObject(refusal(409, 'computerOffline'));
    expect(await ask('POST', `${id}/message`, { text: 'hello' })).toMatchObject(
      refusal(409, 'computerOffline'),
    );
  });

  it('is told to the person there, as a message is', async () => {
    expect(await ask('POST', `${agent.computerId}/message`, { text: 'Please save.' })).toMatchObject({
      status: 200,
    });
    expect(await agent.orderFor('message')).toMatchObject({ text: 'Please save.' });
  });
});

describe('[W6] waking by REST', () => {
  it('sends packets to one or to many, and tells the trace, the newest first', async () => {
    const [one, other] = [await asleep('one'), await asleep('other')];
    expect(await ask('POST', `${one.computerId}/wake`)).toMatchObject({
      status: 200,
      body: { computerId: one.computerId, state: 'waking', by: 'support', shutdown: 'notAsked' },
    });
    await burstOnce(one);
    const ids = [one, other, agent].map(({ computerId }) => computerId);
    expect(await ask('POST', 'wake', { computerIds: ids })).toMatchObject(refusal(403, 'forbidden'));
    expect(await ask('POST', 'wake', { computerIds: ids }, 'operator')).toMatchObject({
      status: 200,
      body: { online: 1, notWakeable: 0 },
    });
    await settle();
    const container = await deploy([one]);
    await clock.advance(SECOND);
    await burstOnce(one);
    const all = await ask('GET', `${one.computerId}/wakes`, undefined, 'viewer');
    expect(all).toMatchObject({
      status: 200,
      body: { rows: [{ containerId: container.id, containerName: 'waking' }, { by: 'support' }] },
    });
    const ofContainer = await ask('GET', `${one.computerId}/wakes?containerId=${container.id}`);
    expect(ofContainer.body['rows']).toHaveLength(1);
  });

  it('is refused for who is there, and for who has no MAC address', async () => {
    const bare = await givenAgent('bare');
    await gone(bare);
    expect(await ask('POST', `${agent.computerId}/wake`)).toMatchObject(refusal(409, 'computerOnline'));
    expect(await ask('POST', `${bare.computerId}/wake`)).toMatchObject(refusal(409, 'notWakeable'));
    expect(await ask('POST', `${bare.computerId}/wake`, undefined, 'viewer')).toMatchObject(
      refusal(403, 'forbidden'),
    );
  });

  it('has its SecureOn password set and taken away, and never told', async () => {
    const { computerId: id } = agent;
    const set = (password: unknown, as: Role = 'operator') =>
      ask('POST', `${id}/secure-on`, { password }, as);
    const answer = await set('00-11-22-AA-BB-CC');
    expect(answer).toMatchObject({ status: 200, body: { id, hasSecureOn: true } });
    expect(JSON.stringify(answer.body)).not.toMatch(/00.11.22.aa/i);
    expect(await set('secret')).toMatchObject(refusal(400, 'invalidInput'));
    expect(await set(null, 'support')).toMatchObject(refusal(403, 'forbidden'));
    expect(await set(null)).toMatchObject({ status: 200, body: { hasSecureOn: false } });
  });
});

it('all that is to be held to the document of the API here was asked for', () => {
  expect(forgottenIn('power-rest')).toEqual([]);
});
