import { createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION } from '#protocol/agent.ts';
import { JobOrder } from '#protocol/orders.ts';
import { orderText } from '#protocol/proof.ts';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { deploy, givenPackage } from '#tests/support/deployments.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';
import { drivenClock } from '#tests/support/driven-clock.ts';

let hub: TestHub;
const agents: BareAgent[] = [];
const connect = (): BareAgent => {
  const agent = new BareAgent(hub.address);
  agents.push(agent);
  return agent;
};
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(async () => {
  for (const agent of agents) agent.leave();
  await hub.dispose();
});

const refusals = async () =>
  (await hub.hub.queries.audit(ADMIN, { verbPrefix: 'agent.refused' })).rows.map(({ actor, detail }) => [
    actor.name,
    detail,
  ]);

describe('enrolment', () => {
  it('[A4] an unknown token is refused and the refusal stands in the audit log', async () => {
    const { token } = await hub.enrolmentToken();
    const wrong = token.replace(/^rvl_[0-9a-f]{4}/, 'rvl_0000');
    expect(await connect().enrol(wrong, 'unknown-token')).toMatchObject({
      ok: false,
      code: 'enrolmentTokenUnknown',
    });
    expect(await refusals()).toContainEqual(['unknown-token', 'enrolmentTokenUnknown']);
  });

  it('[A4] a token with a wrong secret is as good as unknown', async () => {
    const { id } = await hub.enrolmentToken();
    const answer = await connect().enrol(
      `rvl_${id}_${'A'.repeat(43)}_${hub.hub.fingerprint}`,
      'wrong-secret',
    );
    expect(answer).toMatchObject({ ok: false, code: 'enrolmentTokenUnknown' });
  });

  it('[A4] a token that is used up is refused, and the computer it made stays', async () => {
    const { token } = await hub.enrolmentToken(1);
    expect(await connect().enrol(token, 'first-use')).toMatchObject({ ok: true });
    expect(await connect().enrol(token, 'second-use')).toMatchObject({
      ok: false,
      code: 'enrolmentTokenUsedUp',
    });
    const names = (await hub.hub.queries.computers(ADMIN)).rows.map((row) => row.name);
    expect(names).toContain('first-use');
    expect(names).not.toContain('second-use');
    expect(await refusals()).toContainEqual(['second-use', 'enrolmentTokenUsedUp']);
  });

  it('[A4] a token that has expired is refused', async () => {
    const clock = drivenClock(new Date('2026-05-01T10:00:00Z'));
    const later = await startTestHub({ clock });
    try {
      const { token } = await later.hub.commands.createEnrolmentToken(ADMIN, {
        name: 'short',
        validMinutes: 1,
      });
      await clock.advance(61_000);
      const agent = new BareAgent(later.address);
      agents.push(agent);
      expect(await agent.enrol(token, 'too-late')).toMatchObject({
        ok: false,
        code: 'enrolmentTokenExpired',
      });
      const { rows } = await later.hub.queries.audit(ADMIN, { verbPrefix: 'agent.refused' });
      expect(rows).toMatchObject([{ subject: { name: 'too-late' }, detail: 'enrolmentTokenExpired' }]);
    } finally {
      await later.dispose();
    }
  });

  it('the same key enrolling again gets the same computer and takes no second use', async () => {
    const { id, token } = await hub.enrolmentToken(1);
    const agent = connect();
    const first = await agent.enrol(token, 'repeated');
    // Its answer was lost: the agent begins anew on the same key, though the token is used up by now.
    const again = agent.anew(hub.address);
    agents.push(again);
    expect(await again.enrol(token, 'repeated')).toEqual(first);
    expect(again.computerId).toBe(agent.computerId);
    const { rows } = await hub.hub.queries.enrolmentTokens(ADMIN);
    expect(rows.find((one) => one.id === id)?.uses).toBe(1);
  });

  it('a computer whose name is taken gets a number', async () => {
    const { token } = await hub.enrolmentToken(2);
    await connect().enrol(token, 'twin');
    await connect().enrol(token, 'Twin');
    const names = (await hub.hub.queries.computers(ADMIN, { search: 'twin' })).rows.map((row) => row.name);
    expect(names).toEqual(['twin', 'Twin (2)']);
  });
});

describe('proof', () => {
  it('an unknown computer is refused', async () => {
    const agent = connect();
    const answer = await agent.prove('0'.repeat(24), await agent.identify());
    expect(answer).toMatchObject({ ok: false, code: 'unknownComputer' });
  });

  it('another key than the enrolled one is refused', async () => {
    const { token } = await hub.enrolmentToken();
    const owner = connect();
    await owner.enrol(token, 'owner');
    const thief = connect();
    const answer = await thief.prove(owner.computerId, await thief.identify());
    expect(answer).toMatchObject({ ok: false, code: 'badSignature' });
    expect(await refusals()).toContainEqual(['owner', 'badSignature']);
  });

  it('a proof of another connection is worthless', async () => {
    const { token } = await hub.enrolmentToken();
    const agent = connect();
    await agent.enrol(token, 'replayed');
    const handshake = await connect().identify();
    const again = connect();
    await again.identify();
    expect(await again.prove(agent.computerId, handshake)).toMatchObject({ ok: false, code: 'badSignature' });
  });

  it.each([
    [PROTOCOL_VERSION - 1, 'agentTooOld'],
    [PROTOCOL_VERSION + 1, 'hubTooOld'],
  ])('protocol version %i is refused as %s', async (protocolVersion, code) => {
    const agent = connect();
    const nonce = Buffer.alloc(32).toString('base64');
    const answer = await agent.ask('identify', { protocolVersion, publicKey: agent.publicKey, nonce });
    expect(answer).toMatchObject({ ok: false, code });
  });
});

describe('messages', () => {
  it.each(['report', 'output', 'progress', 'inventory', 'hello', 'prove', 'enrol'])(
    '%s before its turn is out of order or malformed, and changes nothing',
    async (name) => {
      const answer = await connect().ask(name, {});
      expect(answer).toMatchObject({ ok: false });
      expect(['outOfOrder', 'invalidInput']).toContain(answer.ok ? '' : answer.code);
    },
  );

  it('a malformed message names what is wrong with it', async () => {
    const { token } = await hub.enrolmentToken();
    const agent = await connect().join(token, 'malformed');
    for (const message of [
      undefined,
      null,
      'text',
      7,
      [],
      { number: -1 },
      { number: 1, event: { event: 'exploded' } },
    ]) {
      expect(await agent.ask('report', message)).toMatchObject({ ok: false, code: 'invalidInput' });
    }
    // The session goes on as if nothing had been said.
    expect(await agent.ask('inventory', { part: 'users', digest: '0'.repeat(64), value: [] })).toMatchObject({
      ok: true,
    });
  });

  it('a message beyond the bound ends the connection before it is parsed', async () => {
    const { token } = await hub.enrolmentToken();
    const agent = await connect().join(token, 'too-large');
    const gone = agent.closed();
    void agent.ask('inventory', { filler: 'x'.repeat(3 * 1024 * 1024) }).catch(() => undefined);
    await gone;
  });

  it('output beyond its bounds is refused and nothing is stored', async () => {
    const { agent, job, order } = await givenOffer('too-much-output');
    const key = { jobId: job.id, attempt: order.attempt };
    const chunk = { sequence: 1, stream: 'stdout', text: 'x'.repeat(20_000), sinceAccepted: 1 };
    expect(await agent.ask('output', { ...key, chunks: [chunk] })).toMatchObject({
      ok: false,
      code: 'invalidInput',
    });
    expect(await agent.ask('output', { ...key, chunks: [] })).toMatchObject({
      ok: false,
      code: 'invalidInput',
    });
    const page = await hub.hub.queries.output(ADMIN, { jobId: job.id, after: 0 });
    expect(page.chunks).toEqual([]);
  });

  it('a report about another computer’s job is refused and changes nothing', async () => {
    const { job, order } = await givenOffer('victim');
    const { token } = await hub.enrolmentToken();
    const stranger = await connect().join(token, 'stranger');
    const event = { event: 'executing', jobId: job.id, attempt: order.attempt, sinceAccepted: 1 } as const;
    expect(await stranger.report(event)).toMatchObject({ ok: false, code: 'wrongComputer' });
    const chunk = { sequence: 1, stream: 'stdout', text: 'lies', sinceAccepted: 1 };
    const output = { jobId: job.id, attempt: order.attempt, chunks: [chunk] };
    expect(await stranger.ask('output', output)).toMatchObject({ ok: false, code: 'wrongComputer' });
    expect((await hub.hub.queries.job(ADMIN, job.id)).state).toBe('pushed');
  });

  it('[J9] reports of an older attempt, out of order, or contradicting a result change nothing', async () => {
    const { agent, job, order } = await givenOffer('out-of-order');
    const key = { jobId: job.id, attempt: order.attempt, sinceAccepted: 5 };
    expect(await agent.report({ ...key, attempt: 7, event: 'executing' })).toMatchObject({
      code: 'staleReport',
    });
    expect(await agent.report({ ...key, event: 'succeeded', exitCode: 0 })).toMatchObject({
      code: 'illegalTransition',
    });
    expect(await agent.report({ ...key, event: 'executing' })).toMatchObject({
      value: { outcome: 'recorded' },
    });
    expect(await agent.report({ ...key, event: 'downloading' })).toMatchObject({
      value: { outcome: 'known' },
    });
    expect(await agent.report({ ...key, event: 'succeeded', exitCode: 0 })).toMatchObject({
      value: { outcome: 'recorded' },
    });
    expect(await agent.report({ ...key, event: 'succeeded', exitCode: 0 })).toMatchObject({
      value: { outcome: 'known' },
    });
    const other = { ...key, event: 'failed', reason: 'timeout' } as const;
    expect(await agent.report(other)).toMatchObject({ code: 'illegalTransition' });
    expect(await hub.hub.queries.job(ADMIN, job.id)).toMatchObject({ state: 'succeeded', exitCode: 0 });
  });

  it('an agent that keeps talking nonsense is disconnected', async () => {
    const agent = connect();
    const gone = agent.closed();
    await Promise.allSettled(Array.from({ length: 130 }, () => agent.ask('hello', {})));
    await gone;
  });
});

describe('orders', () => {
  it('an order is signed over its purpose and body, and bound to computer, session, counter and expiry', async () => {
    const { agent, order, signed } = await givenOffer('signed');
    const hubKey = createPublicKey({
      key: Buffer.from(hub.context.key.publicKey, 'base64'),
      type: 'spki',
      format: 'der',
    });
    const fits = (purpose: string, body: string) =>
      verify(null, Buffer.from(orderText(purpose, body)), hubKey, Buffer.from(signed.signature, 'base64'));
    expect(fits('job', signed.body)).toBe(true);
    expect(fits('cancel', signed.body)).toBe(false);
    expect(fits('job', signed.body.replace('echo', 'evil'))).toBe(false);
    expect(order.computerId).toBe(agent.computerId);
    expect(order.counter).toBe(1);
    expect(Date.parse(order.expiresAt)).toBeGreaterThan(Date.now());
  });

  it('[J8] an order that the agent refuses fails its job, in words', async () => {
    const { token } = await hub.enrolmentToken();
    const agent = connect();
    agent.answerOrders = 'refused';
    await agent.join(token, 'refuser');
    const { job } = await givenJobFor(agent);
    await agent.signedOrder();
    const settled = await hub.settled(job.id, (view) => view.state === 'failed');
    expect(settled.reason).toBe('orderRefused');
  });
});

describe('content', () => {
  it('[A5] is given for the computer’s own open attempt only', async () => {
    const one = await givenPackage(hub, { file: { name: 'a.txt', text: 'content' } });
    const sha256 = one.content?.sha256 ?? '';
    const { agent, job, order } = await givenOffer('reader', one.id);
    const request = {
      computerId: agent.computerId,
      jobId: job.id,
      attempt: order.attempt,
      sha256,
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
    };
    const get = async (authorization: string, path = sha256) => {
      const response = await fetch(`${hub.address}/api/v1/content/${path}`, { headers: { authorization } });
      const body: unknown = response.ok ? await response.arrayBuffer() : await response.json();
      return { status: response.status, body };
    };
    expect(await get(agent.contentAuthorization(request))).toMatchObject({ status: 200 });
    const stranger = connect();
    await stranger.join((await hub.enrolmentToken()).token, 'other-reader');
    const refused = (code: string) => ({ body: { code } });
    expect(await get(stranger.contentAuthorization(request))).toMatchObject(refused('badSignature'));
    expect(
      await get(stranger.contentAuthorization({ ...request, computerId: stranger.computerId })),
    ).toMatchObject(refused('contentNotGranted'));
    const expired = { ...request, expiresAt: new Date(Date.now() - 1000).toISOString() };
    expect(await get(agent.contentAuthorization(expired))).toMatchObject(refused('badSignature'));
    expect(await get(agent.contentAuthorization({ ...request, attempt: 9 }))).toMatchObject(
      refused('contentNotGranted'),
    );
    expect(await get(agent.contentAuthorization(request), '0'.repeat(64))).toMatchObject(
      refused('contentNotGranted'),
    );
    await agent.report({ event: 'executing', jobId: job.id, attempt: order.attempt, sinceAccepted: 1 });
    expect(await get(agent.contentAuthorization(request))).toMatchObject(refused('contentNotGranted'));
  });
});

async function givenJobFor(agent: BareAgent, packageId?: string) {
  const id = packageId ?? (await givenPackage(hub)).id;
  return { job: await deploy(hub, { computerId: agent.computerId, packageId: id }) };
}

/** A ready agent that has accepted the offer of a job. */
async function givenOffer(name: string, packageId?: string) {
  const { token } = await hub.enrolmentToken();
  const agent = await connect().join(token, name);
  const { job } = await givenJobFor(agent, packageId);
  const signed = await agent.signedOrder();
  const order = JobOrder.parse(JSON.parse(signed.body));
  await hub.settled(job.id, (view) => view.times.acceptedAt !== undefined);
  return { agent, job, order, signed };
}
