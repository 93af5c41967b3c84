import type { SettingKey, Settings } from '#protocol/settings.ts';
import { counted } from '../format/bytes.ts';

export type NumberSetting = {
  [Key in SettingKey]: Settings[Key] extends number ? Key : never;
}[SettingKey];
type Unit = 'minute' | 'hour' | 'day' | 'download';

export interface NumberWords {
  label: string;
  unit: Unit;
  /** As the schema has them, which the browser does not load. */
  least: number;
  most: number;
  /** What it does, in a sentence. */
  meaning: string;
  /** What 0 means; absent where 0 is not allowed. */
  never?: string;
}

const YEAR_OF_HOURS = 366 * 24;
const TEN_YEARS_OF_DAYS = 3660;
const MOST_DOWNLOADS = 100_000;

export const NUMBER_SETTINGS: Record<NumberSetting, NumberWords> = {
  purgeSucceededAfterHours: {
    label: 'Job containers that succeeded',
    unit: 'hour',
    least: 0,
    most: YEAR_OF_HOURS,
    meaning: 'Removed with their jobs and output so long after their last job ended.',
    never: 'They are kept for ever.',
  },
  purgeFailedAfterHours: {
    label: 'Job containers that failed or were cancelled',
    unit: 'hour',
    least: 0,
    most: YEAR_OF_HOURS,
    meaning: 'Removed likewise. Their output says what went wrong: leave time to read it.',
    never: 'They are kept for ever.',
  },
  purgeHistoryAfterDays: {
    label: 'Summaries of removed jobs, and statistics',
    unit: 'day',
    least: 0,
    most: TEN_YEARS_OF_DAYS,
    meaning: 'One line of each removed job stays on its computer’s page so long.',
    never: 'They are kept for ever.',
  },
  purgeAuditAfterDays: {
    label: 'Audit log',
    unit: 'day',
    least: 0,
    most: TEN_YEARS_OF_DAYS,
    meaning: 'Who changed what, when and from where is kept so long.',
    never: 'It is kept for ever.',
  },
  wakeWindowMinutes: {
    label: 'Wake window',
    unit: 'minute',
    least: 1,
    most: 60,
    meaning:
      'How long a computer may take to answer a magic packet. One that comes later was not woken by us, and is not shut down afterwards.',
  },
  agentLostAfterHours: {
    label: 'Agent lost',
    unit: 'hour',
    least: 1,
    most: YEAR_OF_HOURS,
    meaning:
      'A job that was executing on a computer that vanished fails after so long. Only time in which the hub was up counts.',
  },
  maxDownloads: {
    label: 'From this hub at once',
    unit: 'download',
    least: 0,
    most: MOST_DOWNLOADS,
    meaning: 'So many computers download packages at the same time, wherever they are.',
    never: 'There is no limit.',
  },
  maxDownloadsPerSubnet: {
    label: 'In one subnet at once',
    unit: 'download',
    least: 0,
    most: MOST_DOWNLOADS,
    meaning:
      'So many of them in the same subnet, as the inventory tells it: for branches behind a thin line.',
    never: 'There is no limit.',
  },
};

/** `minutes`: the unit in a label. */
export const unitsOf = (words: NumberWords): string => `${words.unit}s`;

/** `2 days`, `4 hours`, `never`: a value in the largest unit that fits it whole. */
export function spanOf(words: NumberWords, value: number): string {
  if (value === 0) return words.unit === 'download' ? 'no limit' : 'never';
  if (words.unit === 'hour' && value >= 24 && value % 24 === 0) return counted(value / 24, 'day');
  return counted(value, words.unit);
}

/** The name under which the environment sets it: `WAKE_WINDOW_MINUTES`. */
export const environmentName = (key: SettingKey): string =>
  key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** What a user reads when the warning is shown 20 minutes before a restart. */
export const exampleWarning = (template: string): string =>
  template
    .replaceAll('{action}', 'restarts')
    .replaceAll('{time}', '20 minutes')
    .replaceAll('{reason}', 'Firefox 128.0 was installed.')
    .trim();
