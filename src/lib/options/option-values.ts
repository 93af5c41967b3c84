import type { LateArrival, SequenceMode } from '#protocol/job.ts';
import type { AssistantDefaults } from '#protocol/settings.ts';
import type { ContainerView } from '#protocol/views/container.ts';

/**
 * When, where and how the jobs of a container run: what the assistant asks for behind "More options", by the names
 * of the request. A number is null while nothing is entered.
 */
export interface OptionValues {
  /** ISO 8601 in UTC; empty: never ends. */
  endAt: string;
  timeFrames: string;
  lateArrival: LateArrival;
  graceMinutes: number | null;
  addressRanges: string;
  priority: number | null;
  sequenceMode: SequenceMode;
  wakeOnLan: boolean;
  shutdownAfterCompletion: boolean;
  /** Content is downloaded before the start. */
  preStage: boolean;
  /** Below 0: never. */
  restartTimeoutMinutes: number | null;
}

/** As the request has them when nothing is said. */
export const DEFAULT_OPTIONS: OptionValues = {
  endAt: '',
  timeFrames: '',
  lateArrival: 'run',
  graceMinutes: 60,
  addressRanges: '',
  priority: 0,
  sequenceMode: 'continue',
  wakeOnLan: false,
  shutdownAfterCompletion: false,
  preStage: false,
  restartTimeoutMinutes: 20,
};

/** What the assistant begins with: what an admin has chosen, and otherwise what a request means that says nothing. */
export function usualOptions(defaults: AssistantDefaults | undefined): OptionValues {
  if (defaults === undefined) return DEFAULT_OPTIONS;
  const { uninstallOtherVersions: _ofThePlan, ...options } = defaults;
  return { ...DEFAULT_OPTIONS, ...options };
}
export const OPTION_NAMES = Object.keys(DEFAULT_OPTIONS) as readonly (keyof OptionValues)[];

export const optionsOf = (container: ContainerView): OptionValues => ({
  endAt: container.endAt ?? '',
  timeFrames: container.timeFrames,
  lateArrival: container.lateArrival,
  graceMinutes: container.graceMinutes,
  addressRanges: container.addressRanges,
  priority: container.priority,
  sequenceMode: container.sequenceMode,
  wakeOnLan: container.wakeOnLan,
  shutdownAfterCompletion: container.shutdownAfterCompletion,
  preStage: container.preStage,
  restartTimeoutMinutes: container.restartTimeoutMinutes,
});

/** Those of a container for another one like it: its end date as far as that is still to come. @param now Milliseconds. */
export function optionsAgain(container: ContainerView, now: number): OptionValues {
  const options = optionsOf(container);
  const ended = options.endAt !== '' && new Date(options.endAt).getTime() <= now;
  return ended ? { ...options, endAt: '' } : options;
}

/** As a form sends it. */
export const fieldText = (value: string | number | boolean | null): string =>
  value === null ? '' : value === true ? 'on' : value === false ? '' : String(value).trim();

/** What counts: nobody is shut down who was not woken, and a grace time belongs to its choice. */
export function effective(values: OptionValues): OptionValues {
  return {
    ...values,
    shutdownAfterCompletion: values.wakeOnLan && values.shutdownAfterCompletion,
    graceMinutes: values.lateArrival === 'grace' ? values.graceMinutes : DEFAULT_OPTIONS.graceMinutes,
  };
}

/** The names of the options that differ. */
export function changedOptions(before: OptionValues, after: OptionValues): (keyof OptionValues)[] {
  return OPTION_NAMES.filter((name) => fieldText(before[name]) !== fieldText(after[name]));
}
