import type { SettingKey, Settings } from '#protocol/settings.ts';
import { text } from '../messages/text.ts';

/** Those of the rules that are numbers; what the assistant begins with has controls of its own. */
export type NumberSetting = Exclude<
  { [Key in SettingKey]: Settings[Key] extends number ? Key : never }[SettingKey],
  `assistant${string}`
>;
type Unit = 'minute' | 'hour' | 'day' | 'download';

export interface NumberWords {
  readonly label: string;
  unit: Unit;
  /** As the schema has them, which the browser does not load. */
  least: number;
  most: number;
  /** What it does, in a sentence. */
  readonly meaning: string;
  /** What 0 means; absent where 0 is not allowed. */
  readonly never?: string;
}

const YEAR_OF_HOURS = 366 * 24;
const TEN_YEARS_OF_DAYS = 3660;
const MOST_DOWNLOADS = 100_000;

type Zero = 'kept' | 'keptLog' | 'unlimited';

function words(
  key: NumberSetting,
  bounds: { unit: Unit; least: number; most: number; zero?: Zero },
): NumberWords {
  const { zero, ...rest } = bounds;
  const said = {
    ...rest,
    get label() {
      return text(`settings.label_${key}`);
    },
    get meaning() {
      return text(`settings.meaning_${key}`);
    },
  };
  if (zero === undefined) return said;
  return Object.defineProperty(said, 'never', { enumerable: true, get: () => text(`settings.zero_${zero}`) });
}

export const NUMBER_SETTINGS: Record<NumberSetting, NumberWords> = {
  purgeSucceededAfterHours: words('purgeSucceededAfterHours', {
    unit: 'hour',
    least: 0,
    most: YEAR_OF_HOURS,
    zero: 'kept',
  }),
  purgeFailedAfterHours: words('purgeFailedAfterHours', {
    unit: 'hour',
    least: 0,
    most: YEAR_OF_HOURS,
    zero: 'kept',
  }),
  purgeHistoryAfterDays: words('purgeHistoryAfterDays', {
    unit: 'day',
    least: 0,
    most: TEN_YEARS_OF_DAYS,
    zero: 'kept',
  }),
  purgeAuditAfterDays: words('purgeAuditAfterDays', {
    unit: 'day',
    least: 0,
    most: TEN_YEARS_OF_DAYS,
    zero: 'keptLog',
  }),
  wakeWindowMinutes: words('wakeWindowMinutes', { unit: 'minute', least: 1, most: 60 }),
  agentLostAfterHours: words('agentLostAfterHours', { unit: 'hour', least: 1, most: YEAR_OF_HOURS }),
  maxDownloads: words('maxDownloads', {
    unit: 'download',
    least: 0,
    most: MOST_DOWNLOADS,
    zero: 'unlimited',
  }),
  maxDownloadsPerSubnet: words('maxDownloadsPerSubnet', {
    unit: 'download',
    least: 0,
    most: MOST_DOWNLOADS,
    zero: 'unlimited',
  }),
};

/** `minutes`: the unit in a label. */
export const unitsOf = ({ unit }: NumberWords): string => text(`settings.units_${unit}`);

const isWholeDays = ({ unit }: NumberWords, value: number) =>
  unit === 'hour' && value >= 24 && value % 24 === 0;

/** `2 days`, `4 hours`, `never`: a value in the largest unit that fits it whole. */
export function spanOf(setting: NumberWords, value: number): string {
  if (value === 0) return text(setting.unit === 'download' ? 'settings.noLimit' : 'settings.neverWord');
  if (isWholeDays(setting, value)) return text('settings.span_day', { count: value / 24 });
  return text(`settings.span_${setting.unit}`, { count: value });
}

/** Whether `spanOf` says more of a value than the number and its unit do. */
export const spanSaysMore = (setting: NumberWords, value: number): boolean =>
  value === 0 || isWholeDays(setting, value);

/** The name under which the environment sets it: `WAKE_WINDOW_MINUTES`. */
export const environmentName = (key: SettingKey): string =>
  key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** What a user reads when the warning is shown 20 minutes before a restart. */
export const exampleWarning = (template: string): string =>
  template
    .replaceAll('{action}', text('settings.exampleAction'))
    .replaceAll('{time}', text('settings.exampleTime'))
    .replaceAll('{reason}', text('settings.exampleReason'))
    .trim();
