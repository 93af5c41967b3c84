import { expect, it } from 'vitest';
import { whyKept } from '#domain/package-use.ts';

const unused = { installed: 0, waiting: 0, held: 0, executing: 0, neededBy: [] };

it('[M5] what nothing holds can be deleted', () => {
  expect(whyKept(unused)).toEqual([]);
});

it('[M5] each reason is named; need and execution stand in the way of the name too', () => {
  const reasons = whyKept({
    installed: 1,
    waiting: 2,
    held: 1,
    executing: 3,
    neededBy: ['Suite 1', 'Suite 2'],
  });
  expect(reasons.map(({ kind, forced }) => [kind, forced])).toEqual([
    ['needed', false],
    ['executing', false],
    ['held', true],
    ['waiting', true],
    ['installed', true],
  ]);
  expect(reasons.map(({ sentence }) => sentence)).toEqual([
    'Other packages need it: Suite 1, Suite 2.',
    '3 jobs of it execute now and must end first.',
    '1 job of it is with an agent, not begun.',
    '2 jobs of it wait.',
    'It is still installed on 1 computer.',
  ]);
});
