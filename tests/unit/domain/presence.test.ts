import { expect, test } from 'vitest';
import { presenceOf } from '#domain/presence.ts';
import { THEN } from '#tests/support/builders.ts';
import { later } from './events.ts';

const TWO_MINUTES = 120_000;

test.each([
  ['online', true, 0],
  ['online', true, TWO_MINUTES * 10],
  ['unknown', false, 0],
  ['unknown', false, TWO_MINUTES - 1],
  ['offline', false, TWO_MINUTES],
  ['offline', false, TWO_MINUTES * 10],
] as const)(
  '[S1] %s: ready session %s, %i ms after the start of the hub',
  (presence, ready, milliseconds) => {
    expect(presenceOf({ ready, hubStartedAt: THEN }, later(milliseconds))).toBe(presence);
  },
);
