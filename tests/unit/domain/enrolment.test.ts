import { expect, test } from 'vitest';
import { enrolmentRefusal } from '#domain/enrolment.ts';
import { anEnrolmentToken } from '#tests/support/builders.ts';
import { later } from './events.ts';

const NOW = later(60_000);
const token = (given: { expiresAt?: Date; uses?: number; maxUses?: number }) =>
  anEnrolmentToken({ expiresAt: later(60_001), uses: 0, maxUses: 2, ...given });

test.each([
  ['exists, has not expired and has uses left', token({}), undefined],
  ['has its last use left', token({ uses: 1 }), undefined],
  ['does not exist', undefined, 'enrolmentTokenUnknown'],
  ['expires this very moment', token({ expiresAt: NOW }), 'enrolmentTokenExpired'],
  ['has expired and is used up', token({ expiresAt: later(0), uses: 2 }), 'enrolmentTokenExpired'],
  ['is used up', token({ uses: 2 }), 'enrolmentTokenUsedUp'],
  ['was used too often', token({ uses: 3 }), 'enrolmentTokenUsedUp'],
])('[A4] a token that %s: %3$s', (_, given, refusal) => {
  expect(enrolmentRefusal(given, NOW)).toBe(refusal);
});
