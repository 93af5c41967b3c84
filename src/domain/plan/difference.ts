import type { PlannedJob } from './planned-job.ts';

/** One planned job, as plans are compared. `key` holds everything that was decided; `words` are for people. */
export interface Decision {
  key: string;
  words: string;
}

const VERBS = { install: 'install', uninstall: 'uninstall' } as const;
const ENDINGS = {
  waiting: '',
  alreadyInstalled: ' (already installed)',
  incompatible: ' (incompatible)',
} as const;

/**
 * P9: everything about a computer's jobs that an admin agrees to, as one text: two plans are the same when the texts
 * of all their computers are. The package's revision stands for what would be executed.
 */
export function canonicalText(jobs: readonly PlannedJob[]): string {
  return jobs.map(keyOf).join('\n');
}

export function decisionsOf(jobs: readonly PlannedJob[]): Decision[] {
  return jobs.map((job) => ({
    key: keyOf(job),
    words: `${VERBS[job.action]} ${job.package.familyName} ${job.package.version}${ENDINGS[job.state]}`,
  }));
}

function keyOf(job: PlannedJob): string {
  const { id, revision } = job.package;
  return JSON.stringify([job.action, id, revision, job.state, job.dependsOn, job.reasons.map(reasonKey)]);
}

/** Names may be changed without changing what is decided. */
function reasonKey(reason: PlannedJob['reasons'][number]): string[] {
  if ('package' in reason) return [reason.kind, reason.package.packageId];
  return 'detail' in reason ? [reason.kind, reason.detail] : [reason.kind];
}

/** What differs for one computer, in words; undefined when nothing does. */
export function differenceWords(
  before: readonly Decision[] | undefined,
  after: readonly Decision[] | undefined,
): string | undefined {
  if (before === undefined && after === undefined) return undefined;
  if (before === undefined) return 'is part of it now';
  if (after === undefined) return 'is no longer part of it';
  if (before.length === after.length && before.every((one, at) => one.key === after[at]?.key))
    return undefined;
  const gone = wordsBeyond(before, after);
  const come = wordsBeyond(after, before);
  const parts = [
    ...(gone.length === 0 ? [] : [`no longer: ${gone.join(', ')}`]),
    ...(come.length === 0 ? [] : [`now: ${come.join(', ')}`]),
  ];
  if (parts.length > 0) return parts.join('; ');
  const keys = new Set(before.map((one) => one.key));
  const edited = after.filter((one) => !keys.has(one.key)).map((one) => one.words);
  return edited.length === 0
    ? 'the order has changed'
    : `edited meanwhile, or for another reason: ${edited.join(', ')}`;
}

function wordsBeyond(these: readonly Decision[], those: readonly Decision[]): string[] {
  const known = new Set(those.map((one) => one.words));
  return these.map((one) => one.words).filter((words) => !known.has(words));
}
