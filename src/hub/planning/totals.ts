import { setImmediate as nextTurn } from 'node:timers/promises';
import { bytesOf, type PlannedJob } from '#domain/plan/planned-job.ts';
import type { PostAction } from '#protocol/package.ts';
import type { Presence } from '#protocol/views/computer.ts';
import type { PreviewTotals } from '#protocol/views/preview.ts';
import type { ComputerPlan } from './plan-deployment.ts';

/** Computers added up before the event loop is given back. */
const SLICE = 1_000;

const nothing = () => ({ jobs: 0, computers: 0 });
const noneAfterwards = () => ({ restarts: nothing(), shutdowns: nothing(), agentRestarts: nothing() });

/** What an admin wants to know before pressing the button, over all computers of a plan. */
export async function totalsOf(
  computers: readonly ComputerPlan[],
  facts: {
    presenceOf: (computerId: string) => Presence;
    /** Whether an online agent is wired to one of the computer's subnets. */
    hasPeer: (computer: ComputerPlan) => boolean;
    /** Below 0 nothing that packages ask for afterwards happens by itself: B3. */
    restartTimeoutMinutes: number;
  },
): Promise<PreviewTotals> {
  const totals: PreviewTotals = {
    computers: computers.length,
    offline: 0,
    unknown: 0,
    wakeable: 0,
    wakeableByPeer: 0,
    jobs: 0,
    counts: {},
    addedUninstalls: 0,
    bytes: 0,
    ...noneAfterwards(),
    required: noneAfterwards(),
  };
  const afterwards = facts.restartTimeoutMinutes < 0 ? totals.required : totals;
  for (const [index, one] of computers.entries()) {
    const presence = facts.presenceOf(one.computer.id);
    const wakeable = presence === 'offline' && one.hasMac;
    if (presence === 'unknown') totals.unknown += 1;
    if (presence === 'offline') totals.offline += 1;
    if (wakeable) totals.wakeable += 1;
    if (wakeable && facts.hasPeer(one)) totals.wakeableByPeer += 1;
    addJobs(totals, one.jobs);
    addAfterwards(afterwards, one.jobs);
    if (index % SLICE === SLICE - 1) await nextTurn();
  }
  return totals;
}

function addJobs(totals: PreviewTotals, jobs: readonly PlannedJob[]): void {
  for (const job of jobs) {
    totals.jobs += 1;
    totals.counts[job.state] = (totals.counts[job.state] ?? 0) + 1;
    totals.bytes += bytesOf(job);
    if (job.reasons.some((reason) => reason.kind === 'otherVersionInstalled')) totals.addedUninstalls += 1;
  }
}

/** What the jobs of one computer ask for, when they have run. */
function addAfterwards(afterwards: PreviewTotals['required'], jobs: readonly PlannedJob[]): void {
  const seen = new Set<PostAction>();
  for (const { state, package: source } of jobs) {
    const extent = extentOf(afterwards, source.postAction);
    if (state !== 'waiting' || extent === undefined) continue;
    extent.jobs += 1;
    if (!seen.has(source.postAction)) extent.computers += 1;
    seen.add(source.postAction);
  }
}

function extentOf(
  afterwards: PreviewTotals['required'],
  postAction: PostAction,
): { jobs: number; computers: number } | undefined {
  switch (postAction) {
    case 'none':
      return undefined;
    case 'restart':
      return afterwards.restarts;
    case 'shutdown':
      return afterwards.shutdowns;
    case 'restartAgent':
      return afterwards.agentRestarts;
  }
}
