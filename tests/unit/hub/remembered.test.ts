import { expect, test } from 'vitest';
import { Remembered } from '#hub/system/remembered.ts';
import { drivenClock } from '#tests/support/driven-clock.ts';

function given(answers: (number | Error)[]) {
  const clock = drivenClock(new Date('2026-03-01T00:00:00Z'));
  let asked = 0;
  const remembered = new Remembered({
    clock,
    milliseconds: 1_000,
    ask: () => {
      const answer = answers[asked];
      asked += 1;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  });
  return { clock, remembered, asked: () => asked };
}

test('what is known is not asked again until it is old, and then told once more while it is asked', async () => {
  const { clock, remembered, asked } = given([1, 2]);
  expect(remembered.known).toBeUndefined();
  expect(await Promise.all([remembered.get(), remembered.get()])).toEqual([1, 1]);
  await clock.advance(999);
  expect(await remembered.get()).toBe(1);
  expect(asked()).toBe(1);
  await clock.advance(1);
  expect(await remembered.get()).toBe(1);
  await remembered.settled();
  expect(await remembered.get()).toBe(2);
  expect(asked()).toBe(2);
});

test('a question that fails leaves what was known, and is put again when that is old', async () => {
  const { clock, remembered, asked } = given([new Error('away'), 1, new Error('away'), 3]);
  expect(await remembered.get()).toBeUndefined();
  expect(await remembered.get()).toBeUndefined();
  expect(asked()).toBe(1);
  for (const expected of [1, 1, 3]) {
    await clock.advance(1_000);
    await remembered.get();
    await remembered.settled();
    expect(remembered.known).toBe(expected);
  }
});
