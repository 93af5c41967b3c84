import type { Job } from './job.ts';

type Needing = Pick<Job, 'sequence' | 'dependsOn' | 'packageId'>;

/**
 * J15: of the jobs that are to be retried those whose packages are still there, and that need none whose package is
 * gone. All of one container.
 * @returns `gone`: the first whose package has been deleted
 */
export function withoutDeleted<One extends Needing>(
  jobs: readonly One[],
  packageIds: ReadonlySet<string>,
): { possible: One[]; gone: One | undefined } {
  const out = new Set<number>();
  // What a job needs comes before it.
  const inOrder = jobs.toSorted((one, other) => one.sequence - other.sequence);
  const isGone = (job: One) => !packageIds.has(job.packageId);
  for (const job of inOrder) {
    if (isGone(job) || job.dependsOn.some((sequence) => out.has(sequence))) out.add(job.sequence);
  }
  return { possible: jobs.filter((job) => !out.has(job.sequence)), gone: inOrder.find(isGone) };
}
