import { z } from 'zod';
import { LIMITS } from './limits.ts';

const whole = (least: number, most: number) =>
  z
    .number('must be a whole number')
    .int('must be a whole number')
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`);

/**
 * What admins may change in the console while the hub runs. Spans are in the unit their name says; 0: never. Of the
 * limits of downloads, 0: none.
 */
export const Settings = z.object({
  wakeWindowMinutes: whole(1, 60),
  purgeSucceededAfterHours: whole(0, 366 * 24),
  purgeFailedAfterHours: whole(0, 366 * 24),
  purgeHistoryAfterDays: whole(0, 3660),
  purgeAuditAfterDays: whole(0, 3660),
  /** Counts only time in which the hub was up. */
  agentLostAfterHours: whole(1, 366 * 24),
  /** Simultaneous downloads from the hub, and of these in one subnet. */
  maxDownloads: whole(0, 100_000),
  maxDownloadsPerSubnet: whole(0, 100_000),
  /** What users are told before a restart. `{action}`, `{time}` and `{reason}` are filled in. */
  restartWarning: z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(LIMITS.messageLength)
    .regex(/\{time\}/, 'must name {time}: users have to know how long they have'),
});
export type Settings = z.infer<typeof Settings>;
export type SettingKey = keyof Settings;

export const DEFAULT_SETTINGS: Settings = {
  wakeWindowMinutes: 5,
  purgeSucceededAfterHours: 4,
  purgeFailedAfterHours: 48,
  purgeHistoryAfterDays: 90,
  purgeAuditAfterDays: 90,
  agentLostAfterHours: 24,
  maxDownloads: 200,
  maxDownloadsPerSubnet: 0,
  restartWarning: 'This computer {action} in {time}. Please save your work. {reason}',
};

/** `locked`: set outside, by the environment; the console cannot change them. */
export const SettingsView = z.object({
  values: Settings,
  defaults: Settings,
  locked: z.array(Settings.keyof()),
});
export type SettingsView = z.infer<typeof SettingsView>;
