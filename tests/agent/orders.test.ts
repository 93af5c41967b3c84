import { expect, test } from 'vitest';
import { checkOrder, type OrderBinding } from '#agent/orders.ts';
import type { Order } from '#protocol/orders.ts';
import { HubKey } from './support/hub-key.ts';
import { jobOrder } from './support/jobs.ts';

const key = new HubKey();
const order = jobOrder({ counter: 5 });
const binding: OrderBinding = {
  hubPublicKey: key.publicKey,
  computerId: order.computerId,
  session: order.session,
  lastCounter: 4,
  hubNow: new Date(Date.parse(order.expiresAt) - 1000),
};
const check = (message: unknown, change: Partial<OrderBinding> = {}) =>
  checkOrder(message, { ...binding, ...change });
const signed = (change: Partial<Order> = {}) => key.signOrder({ ...order, ...change } as Order);

test('an order that fits is taken', () => {
  expect(check(signed())).toEqual({ order });
});

test.each([
  ['another hub signed it', new HubKey().signOrder(order), /signature/],
  ['its body was changed', { ...signed(), body: signed().body.replace('"true"', '"rm x"') }, /signature/],
  ['it is shown for another purpose', { ...signed(), purpose: 'cancel' }, /signature/],
  ['it is not signed', { purpose: 'job', body: JSON.stringify(order) }, /no signed order/],
  ['it is no order at all', 'job', /no signed order/],
  ['it is for another computer', signed({ computerId: 'f'.repeat(24) }), /another computer/],
  [
    'it is of another session',
    signed({ session: Buffer.alloc(32, 1).toString('base64') }),
    /another session/,
  ],
  ['it was shown before', signed({ counter: 4 }), /before/],
  ['it has expired', signed({ expiresAt: binding.hubNow.toISOString() }), /expired/],
  ['its body is not valid', signed({ attempt: 0 }), /not valid/],
])('an order is refused when %s', (_title, message, detail) => {
  expect(check(message)).toEqual({ refused: expect.stringMatching(detail) });
});

test('an order is refused when its body is for another purpose than its signature', () => {
  const body = JSON.stringify({ ...order, purpose: 'message', text: 'hello' });
  const signature = key.sign(`reveille/order-job/v1\n${body}`);
  expect(check({ purpose: 'job', body, signature })).toEqual({
    refused: 'The body is for another purpose than the signature.',
  });
});

test('a body that is no JSON is refused', () => {
  const signature = key.sign('reveille/order-job/v1\n{');
  expect(check({ purpose: 'job', body: '{', signature })).toEqual({
    refused: 'The body of the order is not valid.',
  });
});
