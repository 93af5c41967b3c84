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
  const add = (name: string, text: string | undefined) => {
    if (text !== undefined) conditions.push({ name, text });
  };
  add('Time frames', timeFrames.trim() === '' ? undefined : `${timeFrames.trim()} (${zone})`);
  add('Addresses', addressRanges.trim() === '' ? undefined : addressRanges.trim());
  add('Late computers', lateWords(lateArrival, { grace: graceMinutes, wakes: wakeOnLan }));
  add(
    'Waking',
    wakeOnLan
      ? `Wakes offline computers${rest.shutdownAfterCompletion ? ', shuts them down after completion' : ''}`
      : undefined,
  );
  add(text('staging.content'), rest.preStage ? text('staging.condition') : undefined);
  add(
    'After a failure',
    rest.sequenceMode === 'abortComputer' ? 'Aborts the rest of that computer' : undefined,
  );
  add('Restart', restartWords(rest.restartTimeoutMinutes));
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
      return `Within ${minutes(grace)} of the start${wakes ? ', or while being woken' : ''}`;
    case 'skip':
      return `Left out unless online at the start${wakes ? ' or woken for it' : ''}`;
  }
}

/** What a logged-in user is given before a restart. */
export function restartWords(timeout: number | null): string {
  if (timeout !== null && timeout < 0) return 'Never; “restart required” is shown';
  return timeout === 0 ? 'At once, without a warning' : `After a warning of ${minutes(timeout)}`;
}

/** What of the options is not as usual, for a form that is about to be sent. */
export function unusualConditions(options: OptionValues, zone: string): Condition[] {
  const usualRestart = options.restartTimeoutMinutes === DEFAULT_OPTIONS.restartTimeoutMinutes;
  const conditions = conditionsOf(options, zone).filter(({ name }) => name !== 'Restart' || !usualRestart);
  if (options.priority === null || options.priority === DEFAULT_OPTIONS.priority) return conditions;
  return [{ name: 'Priority', text: String(options.priority) }, ...conditions];
}
