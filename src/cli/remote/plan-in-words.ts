import { type JobReason, reasonSentence } from '#protocol/plan.ts';
import type {
  DeploymentPreview,
  PlannedComputerView,
  PlannedJobView,
  PreviewTotals,
} from '#protocol/views/preview.ts';
import type { WakeRoute } from '#protocol/views/wake.ts';
import { columns } from './table.ts';
import { bytesInWords, counted } from './duration.ts';
import { countsInWords, stateInWords } from './job-words.ts';

/** A plan for people: each computer with its jobs in order and why, then what it comes to. */
export function planInWords(preview: DeploymentPreview): string[] {
  return [...preview.computers.flatMap(computerInWords), ...totalsInWords(preview)];
}

const ROUTES: Record<WakeRoute, string> = {
  broadcast: 'by broadcast',
  directed: 'to its subnet',
  peer: 'by a neighbour',
};

function computerInWords(computer: PlannedComputerView): string[] {
  const { computerName, presence, jobs } = computer;
  const head = `${computerName} (${presence}${wakeInWords(computer)})`;
  const rows = jobs.map((job) => [
    `  ${job.sequence}.`,
    `${job.action} ${job.packageName} ${job.packageVersion}`,
    stateInWords(job.state),
    reasonsOf(job),
  ]);
  return [head, ...(rows.length === 0 ? ['  nothing to do'] : columns(rows)), ''];
}

function wakeInWords({ wakeable, wakeRoutes }: PlannedComputerView): string {
  if (!wakeable) return '';
  const routes = wakeRoutes.map((route) => ROUTES[route]).join(', ');
  return routes === '' ? ', no way to wake it from here' : `, can be woken ${routes}`;
}

const reasonsOf = ({ reasons }: PlannedJobView) =>
  reasons.map((reason: JobReason) => reasonSentence(reason)).join(' ');

function totalsInWords(preview: DeploymentPreview): string[] {
  const { totals } = preview;
  const notOnline = [
    ...(totals.offline === 0 ? [] : [`${totals.offline} offline, ${totals.wakeable} of them can be woken`]),
    ...(totals.unknown === 0 ? [] : [`${totals.unknown} not known yet`]),
  ].join('; ');
  const lines = [
    `${counted(totals.computers, 'computer')}${notOnline === '' ? '' : ` (${notOnline})`}`,
    `${counted(totals.jobs, 'job')}${totals.jobs === 0 ? '' : `: ${countsInWords(totals.counts)}`}`,
  ];
  if (totals.addedUninstalls > 0)
    lines.push(`${counted(totals.addedUninstalls, 'uninstallation')} added to make room`);
  if (totals.bytes > 0) lines.push(`${bytesInWords(totals.bytes)} to download`);
  lines.push(
    ...afterwardsInWords(totals, ''),
    ...afterwardsInWords(totals.required, ' required, none by itself,'),
  );
  return [...lines, ...overlappingInWords(preview)];
}

function overlappingInWords({ overlapping, overlappingCount }: DeploymentPreview): string[] {
  if (overlappingCount === 0) return [];
  const head = `${counted(overlappingCount, 'other job container')} with something to do on these computers:`;
  const rows = overlapping.map(
    ({ name, state, priority, jobs, computers }) =>
      `  ${name} (${state}, priority ${priority}): ${counted(jobs, 'job')} on ${counted(computers, 'computer')}`,
  );
  const more = overlappingCount - overlapping.length;
  return [head, ...rows, ...(more === 0 ? [] : [`  and ${more} more`])];
}

function afterwardsInWords(
  { restarts, shutdowns, agentRestarts }: PreviewTotals['required'],
  how: string,
): string[] {
  return [
    { word: 'restart', ...restarts },
    { word: 'shutdown', ...shutdowns },
    { word: 'restart of the agent', ...agentRestarts },
  ].flatMap(({ word, jobs, computers }) =>
    jobs === 0 ? [] : [`${word}${how} after ${counted(jobs, 'job')} on ${counted(computers, 'computer')}`],
  );
}
