import { z } from 'zod';
import { graceMinutes, priority, restartTimeoutMinutes } from './deployment-options.ts';
import { LateArrival, SequenceMode } from './job.ts';
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
  /** What the console's assistant begins a new deployment with; never what the API takes for what is not said. */
  assistantRestartTimeoutMinutes: restartTimeoutMinutes,
  assistantWakeOnLan: z.boolean(),
  assistantShutdownAfterCompletion: z.boolean(),
  assistantSequenceMode: SequenceMode,
  assistantLateArrival: LateArrival,
  assistantGraceMinutes: graceMinutes,
  assistantPriority: priority,
  assistantTimeFrames: z.string().max(LIMITS.constraintLength),
  assistantUninstallOtherVersions: z.boolean(),
  assistantPreStage: z.boolean(),
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
  assistantRestartTimeoutMinutes: 20,
  assistantWakeOnLan: false,
  assistantShutdownAfterCompletion: false,
  assistantSequenceMode: 'continue',
  assistantLateArrival: 'run',
  assistantGraceMinutes: 60,
  assistantPriority: 0,
  assistantTimeFrames: '',
  assistantUninstallOtherVersions: true,
  assistantPreStage: false,
};

/** `locked`: set outside, by the environment; the console cannot change them. */
export const SettingsView = z.object({
  values: Settings,
  defaults: Settings,
  locked: z.array(Settings.keyof()),
});
export type SettingsView = z.infer<typeof SettingsView>;

/** What the assistant begins with, by the names of the request that creates a job container. */
export const AssistantDefaults = z.object({
  restartTimeoutMinutes: Settings.shape.assistantRestartTimeoutMinutes,
  wakeOnLan: Settings.shape.assistantWakeOnLan,
  shutdownAfterCompletion: Settings.shape.assistantShutdownAfterCompletion,
  sequenceMode: Settings.shape.assistantSequenceMode,
  lateArrival: Settings.shape.assistantLateArrival,
  graceMinutes: Settings.shape.assistantGraceMinutes,
  priority: Settings.shape.assistantPriority,
  timeFrames: Settings.shape.assistantTimeFrames,
  uninstallOtherVersions: Settings.shape.assistantUninstallOtherVersions,
  preStage: Settings.shape.assistantPreStage,
});
export type AssistantDefaults = z.infer<typeof AssistantDefaults>;

/** Of all settings, what the assistant begins with. */
export const assistantDefaultsOf = (settings: Settings): AssistantDefaults => ({
  restartTimeoutMinutes: settings.assistantRestartTimeoutMinutes,
  wakeOnLan: settings.assistantWakeOnLan,
  shutdownAfterCompletion: settings.assistantShutdownAfterCompletion,
  sequenceMode: settings.assistantSequenceMode,
  lateArrival: settings.assistantLateArrival,
  graceMinutes: settings.assistantGraceMinutes,
  priority: settings.assistantPriority,
  timeFrames: settings.assistantTimeFrames,
  uninstallOtherVersions: settings.assistantUninstallOtherVersions,
  preStage: settings.assistantPreStage,
});
