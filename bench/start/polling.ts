import { setTimeout as after } from 'node:timers/promises';
import type { JobView } from '#protocol/views/container.ts';
import type { Site } from './agents.ts';

/**
 * The same jobs as agents would learn of them that ask the hub every so many seconds: one question a period for each
 * computer, over HTTP, their moments spread evenly over the period.
 * @returns milliseconds from the start date to the answer that shows a job as due, one for each
 */
export async function pollFor(site: Site, jobs: readonly JobView[], periodMs: number): Promise<number[]> {
  const began = Date.now();
  return await Promise.all(
    jobs.map(async (job, place) => {
      for (let next = began + (periodMs * (place + 0.5)) / jobs.length; ; next += periodMs) {
        await after(Math.max(next - Date.now(), 0));
        const { times } = await site.beside.read<JobView>(`jobs/${job.id}`);
        const since = Date.now() - Date.parse(times.dueAt);
        if (since >= 0) return since;
      }
    }),
  );
}
