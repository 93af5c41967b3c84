import { type JobReason, reasonSentence } from '#protocol/plan.ts';
import type { DeploymentPreview, PlannedComputerView, PlannedJobView } from '#protocol/views/preview.ts';
import { columns } from './table.ts';
import { bytesInWords, counted } from './duration.ts';
import { countsInWords, stateInWords } from './job-words.ts';

/** A plan for people: each computer with its jobs in order and why, then what it comes to. */
export function planInWords(preview: DeploymentPreview): string[] {
  return [...preview.computers.flatMap(computerInWords), ...totalsInWords(preview)];
}

function computerInWords({ computerName, presence, wakeable, jobs }: PlannedComputerView): string[] {
  const head = `${computerName} (${presence}${wakeable ? ', can be woken' : ''})`;
  const rows = jobs.map((job) => [
    `  ${job.sequence}.`,
    `${job.action} ${job.packageName} ${job.packageVersion}`,
    stateInWords(job.state),
    reasonsOf(job),
  ]);
  return [head, ...(rows.length === 0 ? ['  nothing to do'] : columns(rows)), ''];
}

const reasonsOf = ({ reasons }: PlannedJobView) =>
  reasons.map((reason: JobReason) => reasonSentence(reason)).join(' ');

function totalsInWords({ totals, overlappingCount }: DeploymentPreview): string[] {
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
  for (const [word, { jobs, computers }] of [
    ['restart', totals.restarts],
    ['shutdown', totals.shutdowns],
    ['restart of the agent', totals.agentRestarts],
  ] as const) {
    if (jobs > 0) lines.push(`${word} after ${counted(jobs, 'job')} on ${counted(computers, 'computer')}`);
  }
  if (overlappingCount > 0) {
    lines.push(`${counted(overlappingCount, 'other job container')} with something to do on these computers`);
  }
  return lines;
}
