import type { WorkerRule, WorkerView } from '#protocol/views/system.ts';
import { formatDuration, formatElapsed } from '../format/duration.ts';
import { text } from '../messages/text.ts';

type Underscored<Word extends string> = Word extends `${infer Begin}-${infer End}` ? `${Begin}_${End}` : Word;
const underscored = (rule: WorkerRule) => rule.replace('-', '_') as Underscored<WorkerRule>;

/** What each rule enforces, in words. */
export const ruleWords = (rule: WorkerRule): { name: string; meaning: string } => ({
  name: text(`system.rule_${underscored(rule)}`),
  meaning: text(`system.ruleMeans_${underscored(rule)}`),
});

/** How long the last run took; while it runs, and before the first, undefined. */
export function lastRunTook(worker: WorkerView): string | undefined {
  const { lastStartedAt, lastEndedAt } = worker;
  if (lastStartedAt === undefined || lastEndedAt === undefined) return undefined;
  const span = new Date(lastEndedAt).getTime() - new Date(lastStartedAt).getTime();
  return span < 0 ? undefined : formatDuration(span);
}

/** `every 30 s`, `every 5 min`. */
export const howOften = (worker: Pick<WorkerView, 'everySeconds'>): string =>
  text('system.every', { span: formatElapsed(worker.everySeconds * 1000) });
