import { describe, expect, test } from 'vitest';
import {
  agentProofText,
  contentRequestText,
  enrolProofText,
  hubProofText,
  orderText,
  preStageRequestText,
  type ContentRequest,
  type Handshake,
  type PreStageRequest,
} from '#protocol/proof.ts';
import { SignedOrder } from '#protocol/orders.ts';

const handshake: Handshake = { hubPublicKey: 'HK', agentPublicKey: 'AK', hubNonce: 'HN', agentNonce: 'AN' };
const request: ContentRequest = {
  computerId: 'C',
  jobId: 'J',
  attempt: 2,
  sha256: 'S',
  expiresAt: '2026-03-01T08:00:00.000Z',
};
const inAdvance: PreStageRequest = {
  computerId: 'C',
  grantId: 'G',
  sha256: 'S',
  expiresAt: '2026-03-01T08:00:00.000Z',
};
const HANDSHAKE_FIELDS = Object.keys(handshake) as (keyof Handshake)[];
const REQUEST_FIELDS = Object.keys(request) as (keyof ContentRequest)[];
const IN_ADVANCE_FIELDS = Object.keys(inAdvance) as (keyof PreStageRequest)[];
const changedIn = <Fields extends object>(fields: Fields, name: keyof Fields) => ({
  ...fields,
  [name]: 'other',
});

test('what is signed, to the byte', () => {
  expect(hubProofText(handshake)).toBe('reveille/hub-proof/v1\nHK\nAK\nHN\nAN');
  expect(enrolProofText(handshake)).toBe('reveille/agent-enrol/v1\nHK\nAK\nHN\nAN');
  expect(agentProofText(handshake, 'C')).toBe('reveille/agent-proof/v1\nHK\nAK\nHN\nAN\nC');
  expect(contentRequestText(request)).toBe('reveille/content/v1\nC\nJ\n2\nS\n2026-03-01T08:00:00.000Z');
  expect(preStageRequestText(inAdvance)).toBe(
    'reveille/content-in-advance/v1\nC\nG\nS\n2026-03-01T08:00:00.000Z',
  );
  expect(orderText('job', '{"a":1}')).toBe('reveille/order-job/v1\n{"a":1}');
});

describe('a signature made for one purpose', () => {
  test('fits no other: every purpose has a first line of its own', () => {
    const texts = [
      hubProofText(handshake),
      enrolProofText(handshake),
      agentProofText(handshake, 'C'),
      contentRequestText(request),
      preStageRequestText(inAdvance),
      ...SignedOrder.shape.purpose.options.map((purpose) => orderText(purpose, '')),
    ];
    const purposes = texts.map((text) => text.split('\n')[0]);
    expect(new Set(purposes).size).toBe(texts.length);
    for (const purpose of purposes) expect(purpose).toMatch(/^reveille\/[a-zA-Z-]+\/v1$/);
  });

  test('cannot be made of the body of an order: the purpose stands before it', () => {
    expect(orderText('message', hubProofText(handshake))).not.toBe(hubProofText(handshake));
    expect(orderText('message', 'a\nb').startsWith('reveille/order-message/v1\n')).toBe(true);
  });
});

describe('both identities and both nonces are bound', () => {
  test.each(HANDSHAKE_FIELDS)('another %s is another text for every proof', (name) => {
    const other = changedIn(handshake, name);
    expect(hubProofText(other)).not.toBe(hubProofText(handshake));
    expect(enrolProofText(other)).not.toBe(enrolProofText(handshake));
    expect(agentProofText(other, 'C')).not.toBe(agentProofText(handshake, 'C'));
  });

  test('nor can hub and agent be exchanged', () => {
    const mirrored: Handshake = {
      hubPublicKey: 'AK',
      agentPublicKey: 'HK',
      hubNonce: 'AN',
      agentNonce: 'HN',
    };
    expect(hubProofText(mirrored)).not.toBe(hubProofText(handshake));
    expect(agentProofText(handshake, 'D')).not.toBe(agentProofText(handshake, 'C'));
  });

  test.each(REQUEST_FIELDS)('another %s is another request for content', (name) => {
    expect(contentRequestText({ ...request, [name]: 'other' })).not.toBe(contentRequestText(request));
  });

  test.each(IN_ADVANCE_FIELDS)('another %s is another request for content in advance', (name) => {
    expect(preStageRequestText({ ...inAdvance, [name]: 'other' })).not.toBe(preStageRequestText(inAdvance));
  });
});
