import type { z } from 'zod';
import { isFinal, recordReport } from '#domain/job-state.ts';
import type { Job } from '#domain/job.ts';
import { subnetOfSession } from '#domain/subnet.ts';
import type { Output, OutputStored, PowerReport, Progress, Recorded, Report } from '#protocol/agent.ts';
import { Refusal } from '#protocol/errors.ts';
import type { AttemptKey } from '#protocol/identifiers.ts';
import type { InventoryReport } from '#protocol/inventory.ts';
import type { AgentSession } from '../agent-sessions.ts';
import type { HubContext } from '../hub-context.ts';
import { inventoryChanges } from '../timeline/inventory-changes.ts';

/** @throws Refusal `notFound`, `wrongComputer`: this session may speak of its own computer's jobs only. */
async function jobOf({ store }: HubContext, computerId: string, key: AttemptKey): Promise<Job> {
  const job = await store.jobs.get(key.jobId);
  if (job === undefined) throw new Refusal('notFound');
  if (job.computerId !== computerId) throw new Refusal('wrongComputer');
  return job;
}

/** A step or the result of an attempt. Answered only when the database has it. */
export async function receiveReport(
  context: HubContext,
  computerId: string,
  report: z.infer<typeof Report>,
): Promise<z.infer<typeof Recorded>> {
  const { event } = report;
  const job = await jobOf(context, computerId, event);
  const { changes, clock, dispatcher, output } = context;
  const extent = isFinal(event) ? await output.extentOf(job, event) : undefined;
  const applied = await changes.apply(job.id, (current) => {
    const advance = recordReport(current, event, clock.now());
    if (advance.outcome !== 'changed' || extent === undefined || advance.job.attempt === undefined)
      return advance;
    return { ...advance, job: { ...advance.job, attempt: { ...advance.job.attempt, output: extent } } };
  });
  if (applied.outcome === 'refused') {
    context.log.warn({ jobId: job.id, event: event.event, code: applied.code }, 'a report was refused');
    throw new Refusal(applied.code);
  }
  if (isFinal(event)) {
    output.forget(event);
    dispatcher.look([computerId]);
  }
  return { outcome: applied.outcome === 'changed' ? 'recorded' : 'known' };
}

/** Pieces of output. Answered only when the database has them. */
export async function receiveOutput(
  context: HubContext,
  computerId: string,
  output: z.infer<typeof Output>,
): Promise<z.infer<typeof OutputStored>> {
  const job = await jobOf(context, computerId, output);
  if (job.attempt?.number !== output.attempt) throw new Refusal('staleReport');
  await context.output.record(job, output);
  return { stored: output.chunks.at(-1)?.sequence ?? 0 };
}

/** What becomes of a restart or shutdown. Answered only when the database has it. */
export async function receivePower(
  context: HubContext,
  session: AgentSession,
  report: PowerReport,
): Promise<Record<string, never>> {
  await context.powerOrders.heed(session, report);
  return {};
}

/** Passed on to whoever watches, and forgotten. */
export async function receiveProgress(
  context: HubContext,
  session: AgentSession,
  progress: Progress,
): Promise<Record<string, never>> {
  const { jobId, attempt } = progress;
  const { offered, computerId } = session;
  if (offered?.jobId !== jobId || offered.attempt !== attempt) {
    // An attempt of an earlier session, resumed: asked for once, then remembered.
    const job = await jobOf(context, computerId, progress);
    if (job.attempt?.number !== attempt) throw new Refusal('staleReport');
    session.offered = { jobId, attempt, containerId: job.containerId };
  }
  const containerId = session.offered?.containerId ?? '';
  context.announcer.publish([`output:${jobId}`, `container:${containerId}`, `computer:${computerId}`], {
    kind: 'progress',
    ...progress,
  });
  return {};
}

export async function receiveInventory(
  context: HubContext,
  computerId: string,
  report: InventoryReport,
): Promise<Record<string, never>> {
  const { store, clock, announcer, peers, sessions, timeline } = context;
  const changed = await inventoryChanges(store, computerId, report);
  const computer = await store.computers.saveInventory(computerId, report, clock.now());
  if (computer === undefined) throw new Refusal('unknownComputer');
  timeline.tell(computerId, ...changed);
  if (report.part === 'hardware') {
    peers.put(computer);
    const session = sessions.get(computerId);
    if (session !== undefined) session.subnet = subnetOfSession(session.address, computer.hardware);
  }
  if (report.part === 'software') await context.drift.softwareChanged(computerId);
  await announcer.computerDetail(computerId);
  return {};
}
