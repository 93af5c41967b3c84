import { accept, recordReport, type Advance } from '#domain/job-state.ts';
import type { Job } from '#domain/job.ts';
import type { AttemptEvent } from '#protocol/agent.ts';
import type { Store } from '#store/contract/store.ts';
import { aChunk, anInstallation } from '#tests/support/builders.ts';

/** Agents whose reports the hub stores at the same moment: as many as the store has connections. */
const AT_ONCE = 50;
const OUTPUT = 'Reading package lists…\nUnpacking…\nSetting up…\n'.repeat(20);

/** Stores all that the agents have to say about these claimed jobs, until each has succeeded. */
export async function storeReports(store: Store, claimed: readonly Job[]): Promise<void> {
  const left = claimed.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      // The iterator is shared: whoever is free takes the next job.
      for (const job of left) await storeReportsOf(store, job);
    }),
  );
}

/** The writes of one job's life, as the hub makes them: six transitions, its output, its installation. */
async function storeReportsOf(store: Store, { id: jobId, lastAttemptNumber: attempt }: Job): Promise<void> {
  const sinceAccepted = 0;
  const report = (event: AttemptEvent) =>
    apply({ store, jobId, decide: (job) => recordReport(job, event, new Date()) });
  await apply({ store, jobId, decide: (job) => accept(job, attempt, new Date()) });
  await report({ event: 'downloading', jobId, attempt, sinceAccepted });
  await report({ event: 'unpacking', jobId, attempt, sinceAccepted });
  await report({ event: 'executing', jobId, attempt, sinceAccepted });
  const chunk = aChunk({ jobId, attempt, text: OUTPUT });
  await store.output.append([chunk]);
  const output = { lastSequence: chunk.sequence, bytes: chunk.bytes };
  await store.jobs.setOutput({ id: jobId, attempt, output, firstOutputAt: chunk.at });
  const ended = await report({ event: 'succeeded', jobId, attempt, sinceAccepted, exitCode: 0 });
  const { computerId, computerName, packageId, familyId } = ended;
  await store.installations.put(anInstallation({ computerId, computerName, packageId, familyId, jobId }));
  await store.jobs.clearOwed([jobId], ended.owed);
}

async function apply(change: { store: Store; jobId: string; decide: (job: Job) => Advance }): Promise<Job> {
  const { store, jobId, decide } = change;
  const job = await store.jobs.get(jobId);
  const advance = job && decide(job);
  if (advance?.outcome !== 'changed') throw new Error(`Job ${jobId}: ${advance?.outcome ?? 'missing'}`);
  const saved = await store.jobs.save(advance.job);
  if (saved === undefined) throw new Error('A compare-and-set lost, and there was no other writer.');
  return saved;
}
