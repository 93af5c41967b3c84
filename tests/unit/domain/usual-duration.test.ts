import { expect, it } from 'vitest';
import { usualDuration } from '#domain/usual-duration.ts';

it('[U6] is the median and the 90th percentile, values that have occurred', () => {
  const durations = [900, 100, 300, 200, 1_000, 400, 500, 600, 700, 800];
  expect(usualDuration(durations)).toStrictEqual({
    medianMilliseconds: 500,
    p90Milliseconds: 900,
    executions: 10,
  });
});

it('[U6] is said from three executions on', () => {
  expect(usualDuration([100, 200])).toBeUndefined();
  expect(usualDuration([300, 100, 200])).toMatchObject({ medianMilliseconds: 200, executions: 3 });
});
