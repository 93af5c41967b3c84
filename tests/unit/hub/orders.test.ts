import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AgentSession } from '#hub/agent-sessions.ts';
import { loadHubKey, signatureFits, type HubKey } from '#hub/hub-key.ts';
import { jobOrderOf, sendOrder, signOrder } from '#hub/orders.ts';
import { newNonce } from '#hub/secrets.ts';
import { SerialQueue } from '#hub/serial-queue.ts';
import { Order, type OrderContent, SignedOrder } from '#protocol/orders.ts';
import { orderText } from '#protocol/proof.ts';
import { aJob, anId, THEN } from '#tests/support/builders.ts';
import { drivenClock } from '#tests/support/driven-clock.ts';

const folder = mkdtempSync(join(tmpdir(), 'reveille-orders-'));
let key: HubKey;
beforeAll(async () => {
  key = await loadHubKey(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const clock = drivenClock(THEN);
function aSession(sent: SignedOrder[] = []): AgentSession {
  return {
    computerId: anId(),
    peer: {
      order(signed, answered) {
        sent.push(signed);
        answered({ ok: true, value: { answer: 'accepted' } });
      },
      goodbye: () => undefined,
      close: () => undefined,
    },
    nonce: newNonce(),
    counter: 0,
    since: THEN,
    address: '192.0.2.1',
    subnet: '192.0.2.0/24',
    queue: new SerialQueue(1),
  };
}
const bodyOf = (signed: SignedOrder) => Order.parse(JSON.parse(signed.body));
const proofOf = (signed: SignedOrder, purpose = signed.purpose) => ({
  text: orderText(purpose, signed.body),
  signature: signed.signature,
  publicKey: key.publicKey,
});

const job = aJob({ successCodes: [0, 3010], content: { sha256: 'a'.repeat(64), bytes: 42 } });
const ORDERS: OrderContent[] = [
  jobOrderOf(job, 3),
  { purpose: 'cancel', jobId: job.id, attempt: 3 },
  {
    purpose: 'power',
    requestId: anId(),
    action: 'restart',
    manner: 'considerate',
    graceSeconds: 60,
    reason: 'an update',
    warning: 'This computer {action} in {time}. {reason}',
  },
  { purpose: 'callOff', requestId: anId() },
  {
    purpose: 'wake',
    mac: '00:1a:2b:3c:4d:5e',
    subnet: { address: '10.1.2.3', netmask: '255.255.255.0' },
  },
  { purpose: 'message', text: 'grüße "aus"\nzwei Zeilen' },
];

describe.each(ORDERS)('an order: $purpose', (order) => {
  test('is one that the wire takes, for this computer, this session, with an end', () => {
    const session = aSession();
    const signed = signOrder({ key, clock, session, order });
    expect(signed.purpose).toBe(order.purpose);
    expect(bodyOf(signed)).toEqual({
      ...order,
      computerId: session.computerId,
      session: session.nonce,
      counter: 1,
      expiresAt: '2026-03-01T08:01:00.000Z',
    });
  });

  test('is signed over its purpose and its body, as sent', () => {
    const signed = signOrder({ key, clock, session: aSession(), order });
    expect(signatureFits(proofOf(signed))).toBe(true);
    const others = SignedOrder.shape.purpose.options.filter((one) => one !== order.purpose);
    expect(others.filter((purpose) => signatureFits(proofOf(signed, purpose)))).toEqual([]);
    const respaced = { ...signed, body: JSON.stringify(JSON.parse(signed.body), null, 1) };
    expect(signatureFits(proofOf(respaced))).toBe(false);
  });
});

test('every order of a session has a counter of its own, growing', () => {
  const session = aSession();
  const counters = ORDERS.map((order) => bodyOf(signOrder({ key, clock, session, order })).counter);
  expect(counters).toEqual([1, 2, 3, 4, 5, 6]);
  expect(session.counter).toBe(6);
});

test('what is sent is what was signed; the answer comes back', async () => {
  const sent: SignedOrder[] = [];
  const session = aSession(sent);
  const order: OrderContent = { purpose: 'message', text: 'hello' };
  await expect(sendOrder({ key, clock, session, order })).resolves.toEqual({
    ok: true,
    value: { answer: 'accepted' },
  });
  expect(sent.map((signed) => signatureFits(proofOf(signed)))).toEqual([true]);
});

test('an agent is told what it needs to execute a job, and no content where there is none', () => {
  expect(jobOrderOf(job, 3)).toEqual({
    purpose: 'job',
    jobId: job.id,
    attempt: 3,
    action: 'install',
    package: { id: job.packageId, name: 'a package', version: '1.0.0' },
    procedure: 'echo install',
    successCodes: [0, 3010],
    content: { sha256: 'a'.repeat(64), bytes: 42 },
    timeLimitSeconds: 7_200,
  });
  expect(jobOrderOf(aJob(), 1)).not.toHaveProperty('content');
});
