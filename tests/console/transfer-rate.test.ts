import { expect, test } from 'vitest';
import { TransferRate } from '#lib/packages/transfer-rate.ts';

const MIB = 1024 * 1024;

function steady(
  rate: TransferRate,
  of: { from: number; seconds: number; bytesASecond: number; at: number },
): number {
  let bytes = of.from;
  for (let step = 0; step <= of.seconds * 20; step += 1) {
    bytes = of.from + (of.bytesASecond * step) / 20;
    rate.note(bytes, of.at + step * 50);
  }
  return bytes;
}

test('a steady line gives its rate, and what is left its time', () => {
  const rate = new TransferRate();
  expect(rate.perSecond(0)).toBeUndefined();
  const sent = steady(rate, { from: 0, seconds: 5, bytesASecond: MIB, at: 0 });
  expect(rate.perSecond(5_000)).toBeCloseTo(MIB, -4);
  expect(rate.remaining(10 * MIB - sent, 5_000)).toBeCloseTo(5_000, -2);
});

test('what was long ago does not count any more', () => {
  const rate = new TransferRate();
  const sent = steady(rate, { from: 0, seconds: 20, bytesASecond: 10 * MIB, at: 0 });
  steady(rate, { from: sent, seconds: 10, bytesASecond: MIB, at: 20_000 });
  expect(rate.perSecond(30_000)).toBeLessThan(1.1 * MIB);
});

test('a line that stands still slows down, and nobody knows when it ends', () => {
  const rate = new TransferRate();
  steady(rate, { from: 0, seconds: 4, bytesASecond: MIB, at: 0 });
  expect(rate.perSecond(8_000)).toBeCloseTo(MIB / 2, -4);
  const still = new TransferRate();
  still.note(5, 0);
  still.note(5, 1_000);
  expect(still.remaining(100, 2_000)).toBeUndefined();
});

test('bytes that were lost on their way begin a new reckoning', () => {
  const rate = new TransferRate();
  steady(rate, { from: 0, seconds: 4, bytesASecond: MIB, at: 0 });
  rate.note(MIB, 4_100);
  expect(rate.perSecond(4_200)).toBeUndefined();
});
