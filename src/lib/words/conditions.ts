import type { OptionValues } from '../options/option-values.ts';
import { DEFAULT_OPTIONS, effective } from '../options/option-values.ts';
import { text } from '../messages/text.ts';
import { formatDuration } from '../format/duration.ts';

/** One condition of a job container: what it is about, and what holds. */
export interface Condition {
  name: string;
  text: string;
}

const MINUTE = 60_000;
const minutes = (count: number | null) => formatDuration((count ?? 0) * MINUTE);

/**
 * What of its options applies to a job container beside its dates and its priority, in words; what is as usual is
 * left out, the restart apart. @param zone In which the time frames are meant.
 */
export function conditionsOf(options: OptionValues, zone: string): Condition[] {
  const { timeFrames, addressRanges, lateArrival, graceMinutes, wakeOnLan, ...rest } = effective(options);
  const conditions: Condition[] = [];
  const add = (name: string, words: string | undefined) => {
    if (words !== undefined) conditions.push({ name, text: words });
  };
  add(text('options.timeFrames'), timeFrames.trim() === '' ? undefined : `${timeFrames.trim()} (${zone})`);
  add(text('options.addresses'), addressRanges.trim() === '' ? undefined : addressRanges.trim());
  add(text('options.lateComputers'), lateWords(lateArrival, { grace: graceMinutes, wakes: wakeOnLan }));
  add(
    text('options.waking'),
    wakeOnLan
      ? rest.shutdownAfterCompletion
        ? text('options.wakesAndShutsDown')
        : text('options.wakes')
      : undefined,
  );
  add(text('staging.content'), rest.preStage ? text('staging.condition') : undefined);
  add(
    text('options.afterFailure'),
    rest.sequenceMode === 'abortComputer' ? text('options.aborts') : undefined,
  );
  add(text('options.restartCondition'), restartWords(rest.restartTimeoutMinutes));
  return conditions;
}

function lateWords(
  late: OptionValues['lateArrival'],
  { grace, wakes }: { grace: number | null; wakes: boolean },
): string | undefined {
  switch (late) {
    case 'run':
      return undefined;
    case 'grace':
      return text('options.withinGrace', { grace: minutes(grace), waking: wakes ? 'yes' : 'no' });
    case 'skip':
      return text('options.leftOutLate', { waking: wakes ? 'yes' : 'no' });
  }
}

/** What a logged-in user is given before a restart. */
export function restartWords(timeout: number | null): string {
  if (timeout !== null && timeout < 0) return text('options.neverRestarts');
  return timeout === 0 ? text('options.atOnce') : text('options.afterWarning', { minutes: minutes(timeout) });
}

/** What of the options is not as usual, for a form that is about to be sent. */
export function unusualConditions(options: OptionValues, zone: string): Condition[] {
  const usualRestart = options.restartTimeoutMinutes === DEFAULT_OPTIONS.restartTimeoutMinutes;
  const conditions = conditionsOf(options, zone).filter(
    ({ name }) => name !== text('options.restartCondition') || !usualRestart,
  );
  if (options.priority === null || options.priority === DEFAULT_OPTIONS.priority) return conditions;
  return [{ name: text('options.priority'), text: String(options.priority) }, ...conditions];
}
