import { expect, test } from 'vitest';
import { withoutDeleted } from '#domain/retriable.ts';

const job = (sequence: number, packageId: string, ...dependsOn: number[]) => ({
  sequence,
  packageId,
  dependsOn,
});

test('[J15] jobs of deleted packages are not retried, nor what needs them, along the chain', () => {
  const jobs = [job(4, 'd', 3), job(1, 'gone'), job(2, 'b'), job(3, 'c', 1, 2), job(5, 'e', 2)];
  const { possible, gone } = withoutDeleted(jobs, new Set(['b', 'c', 'd', 'e']));
  expect(possible.map(({ sequence }) => sequence)).toEqual([2, 5]);
  expect(gone?.sequence).toBe(1);
});

test('[J15] where every package is there, all are', () => {
  const jobs = [job(2, 'b', 1), job(1, 'a')];
  expect(withoutDeleted(jobs, new Set(['a', 'b']))).toEqual({ possible: jobs, gone: undefined });
});
