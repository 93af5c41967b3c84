import { orderText } from '#protocol/proof.ts';
import { Order, SignedOrder } from '#protocol/orders.ts';
import { verifyText } from './keys.ts';

/** What an order must fit to. */
export interface OrderBinding {
  hubPublicKey: string;
  computerId: string;
  /** The hub's nonce of this connection. */
  session: string;
  /** The counter of the last order of this session; 0 before the first. */
  lastCounter: number;
  /** The hub's time now. */
  hubNow: Date;
}

export type OrderCheck = { order: Order } | { refused: string };

/** Verifies the signature, then reads, then asks whether the order is for here and now. */
export function checkOrder(message: unknown, binding: OrderBinding): OrderCheck {
  const signed = SignedOrder.safeParse(message);
  if (!signed.success) return { refused: 'This is no signed order.' };
  const { purpose, body, signature } = signed.data;
  if (!verifyText(binding.hubPublicKey, { text: orderText(purpose, body), signature })) {
    return { refused: 'The signature does not fit.' };
  }
  const parsed = Order.safeParse(readJson(body));
  if (!parsed.success) return { refused: 'The body of the order is not valid.' };
  const order = parsed.data;
  if (order.purpose !== purpose) return { refused: 'The body is for another purpose than the signature.' };
  if (order.computerId !== binding.computerId) return { refused: 'The order is for another computer.' };
  if (order.session !== binding.session) return { refused: 'The order belongs to another session.' };
  if (order.counter <= binding.lastCounter) return { refused: 'The order was shown before.' };
  if (Date.parse(order.expiresAt) <= binding.hubNow.getTime()) return { refused: 'The order has expired.' };
  return { order };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
