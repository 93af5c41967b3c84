import { describe, expect, test } from 'vitest';
import { LIMITS } from '#protocol/limits.ts';
import { Order, OrderAnswer, SignedOrder } from '#protocol/orders.ts';

const id = 'a'.repeat(24);
const bound = {
  computerId: id,
  session: `${'A'.repeat(43)}=`,
  counter: 1,
  expiresAt: '2026-03-01T08:00:00.000Z',
};
const job = {
  ...bound,
  purpose: 'job',
  jobId: id,
  attempt: 1,
  action: 'install',
  package: { id, name: 'editor', version: '1' },
  procedure: 'setup',
  successCodes: [0],
  content: { sha256: 'b'.repeat(64), bytes: 1 },
  timeLimitSeconds: 60,
};
const cancel = { ...bound, purpose: 'cancel', jobId: id, attempt: 1 };
const power = {
  ...bound,
  purpose: 'power',
  requestId: id,
  action: 'restart',
  manner: 'considerate',
  graceSeconds: 0,
  reason: '',
  warning: 'This computer {action} in {time}.',
};
const callOff = { ...bound, purpose: 'callOff', requestId: id };
const wake = {
  ...bound,
  purpose: 'wake',
  mac: '00:1a:2b:3c:4d:5e',
  secureOn: 'aa:bb:cc:dd:ee:ff',
  subnet: { address: '10.1.2.3', netmask: '255.255.255.0' },
};
const message = { ...bound, purpose: 'message', text: 'hello' };
const signed = { purpose: 'job', body: '{}', signature: `${'A'.repeat(86)}==` };

const orders = [job, cancel, power, callOff, wake, message];

test.each(orders)('an order of purpose $purpose is taken as it is', (order) => {
  expect(Order.parse(order)).toEqual(order);
});

describe.each(orders)('an order of purpose $purpose', (order) => {
  test.each(Object.keys(bound))('without %s is refused: it would be good for ever, or for anyone', (name) => {
    expect(Order.safeParse({ ...order, [name]: undefined }).success).toBe(false);
  });
});

test.each<[string, object]>([
  ['of an unknown purpose', { ...message, purpose: 'erase' }],
  ['of no purpose', { ...message, purpose: undefined }],
  ['with another’s fields', { ...job, purpose: 'power' }],
  ['whose counter is zero', { ...message, counter: 0 }],
  ['whose counter is a fraction', { ...message, counter: 1.5 }],
  ['whose end is no moment', { ...message, expiresAt: 'tomorrow' }],
  ['for a computer that is no id', { ...message, computerId: '../x' }],
  ['of attempt 0', { ...job, attempt: 0 }],
  ['with an empty procedure', { ...job, procedure: '' }],
  ['with an endless procedure', { ...job, procedure: 'a'.repeat(LIMITS.joinedProcedureLength + 1) }],
  ['with a content that is no SHA-256', { ...job, content: { sha256: 'b', bytes: 1 } }],
  ['with 101 success codes', { ...job, successCodes: Array<number>(101).fill(0) }],
  ['without a time limit', { ...job, timeLimitSeconds: 0 }],
  ['that restarts in more than a week', { ...power, graceSeconds: LIMITS.powerGraceSeconds + 1 }],
  ['that warns with nothing', { ...power, warning: '' }],
  ['that is neither considerate nor fixed', { ...power, manner: 'rude' }],
  ['that calls off nothing in particular', { ...callOff, requestId: undefined }],
  ['that wakes what is no MAC address', { ...wake, mac: '001a2b3c4d5e' }],
  ['that wakes in no IPv4 subnet', { ...wake, subnet: { address: 'fe80::1', netmask: '64' } }],
  ['with a password of another length', { ...wake, secureOn: 'aa:bb:cc:dd' }],
  ['that does something else to the power', { ...power, action: 'explode' }],
  ['with an empty message', { ...message, text: '' }],
  ['with an endless message', { ...message, text: 'a'.repeat(LIMITS.messageLength + 1) }],
])('an order %s is refused', (_, order) => {
  expect(Order.safeParse(order).success).toBe(false);
});

test.each<[string, object, boolean]>([
  ['is taken', signed, true],
  ['without a signature is not', { ...signed, signature: '' }, false],
  ['with half a signature is not', { ...signed, signature: signed.signature.slice(4) }, false],
  ['of an unknown purpose is not', { ...signed, purpose: 'erase' }, false],
  ['with an endless body is not', { ...signed, body: 'a'.repeat(320 * 1024 + 1) }, false],
])('what is signed %s', (_, order, taken) => {
  expect(SignedOrder.safeParse(order).success).toBe(taken);
});

test('the largest job an admin may make fits the body of an order', () => {
  const widest = {
    ...job,
    // Every character of it takes six in JSON.
    procedure: '\u0001'.repeat(LIMITS.joinedProcedureLength),
    package: {
      id,
      name: '\u{1F600}'.repeat(LIMITS.nameLength / 2),
      version: '"'.repeat(LIMITS.versionLength),
    },
    successCodes: Array<number>(100).fill(-2_147_483_648),
    timeLimitSeconds: 24 * 3600,
  };
  const body = JSON.stringify(Order.parse(widest));
  expect(SignedOrder.safeParse({ ...signed, body }).success).toBe(true);
});

test.each(['accepted', 'known', 'busy', 'notHeld', 'cancelled', 'stopping', 'refused'])(
  'an agent may answer %s',
  (answer) => {
    expect(OrderAnswer.parse({ answer })).toEqual({ answer });
  },
);

test('and nothing else, nor at length', () => {
  expect(OrderAnswer.safeParse({ answer: 'maybe' }).success).toBe(false);
  expect(OrderAnswer.safeParse({ answer: 'refused', detail: 'a'.repeat(501) }).success).toBe(false);
});
