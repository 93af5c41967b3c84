import type { Advance } from '#domain/job-state.ts';
import type { Job } from '#domain/job.ts';
import { isTerminal } from '#domain/transitions.ts';
import { PENDING_STATES } from '#protocol/job.ts';
import type { HubContext } from './hub-context.ts';
import { withdrawAtAgent } from './withdraw-at-agent.ts';

/** Jobs decided about in one write, before the dispatcher and the event loop have their turn. */
const BATCH = 200;

type Parts = Pick<HubContext, 'store' | 'changes' | 'sessions' | 'key' | 'clock' | 'dispatcher' | 'log'>;

/** Decides about some jobs at once. What was asked for beforehand, as facts that the decision needs, is its own affair. */
export type DecideTogether = (jobs: Job[]) => Promise<(job: Job) => Advance> | ((job: Job) => Advance);

/**
 * Applies one decision to every pending job of a container, and asks the agents to give back what is to be
 * withdrawn. What the decision rests on must be stored before: the dispatcher reads it before each of its rounds.
 */
export async function sweepContainer(
  parts: Parts,
  containerId: string,
  decideTogether: DecideTogether,
): Promise<void> {
  for (let after = 0; ;) {
    // Not while jobs are handed over: an offer must be on its way before it is taken back.
    const last = await parts.dispatcher.betweenRounds(async () => {
      const jobs = await parts.store.jobs.ofContainer({
        containerId,
        after,
        limit: BATCH,
        states: [...PENDING_STATES],
      });
      await decideAbout(parts, jobs, await decideTogether(jobs));
      return jobs.at(-1);
    });
    if (last === undefined) return;
    after = last.sequence;
  }
}

/** The same for some jobs, which are read anew before it is decided. */
export async function sweepJobs(
  parts: Parts,
  ids: readonly string[],
  decideTogether: DecideTogether,
): Promise<void> {
  for (let from = 0; from < ids.length; from += BATCH) {
    await parts.dispatcher.betweenRounds(async () => {
      const jobs = await parts.store.jobs.getMany(ids.slice(from, from + BATCH));
      await decideAbout(parts, jobs, await decideTogether(jobs));
    });
  }
}

async function decideAbout(parts: Parts, jobs: Job[], decide: (job: Job) => Advance): Promise<void> {
  const wanted = jobs.flatMap((job) => {
    const advance = decide(job);
    return advance.outcome === 'changed' ? [advance.job] : [];
  });
  const saved = await parts.store.jobs.saveMany(wanted);
  const ended = saved.filter((job) => isTerminal(job.state));
  await parts.changes.settle(ended, true);
  await parts.changes.settle(
    saved.filter((job) => !isTerminal(job.state)),
    false,
  );
  const won = new Set(saved.map((job) => job.id));
  // Somebody was faster, an agent's report as a rule: decided again, on what is true now.
  for (const { id } of wanted.filter((job) => !won.has(job.id))) {
    const applied = await parts.changes.apply(id, decide);
    if (applied.outcome === 'changed') saved.push(applied.job);
  }
  for (const job of saved) if (job.withdrawRequested !== undefined) withdrawAtAgent(parts, job);
  parts.dispatcher.look(ended.map((job) => job.computerId));
}
