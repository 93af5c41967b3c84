import type { SettingKey, Settings } from '#protocol/settings.ts';
import { text } from '../messages/text.ts';

/** The value of one of the settings that new deployments begin with, in words. */
export function defaultWords(key: SettingKey, values: Settings): string {
  switch (key) {
    case 'assistantRestartTimeoutMinutes': {
      const minutes = values[key];
      return minutes < 0 ? text('settings.restart_never') : text('settings.span_minute', { count: minutes });
    }
    case 'assistantSequenceMode':
      return text(`settings.sequence_${values[key]}`);
    case 'assistantLateArrival':
      return text(`settings.late_${values[key]}`);
    case 'assistantGraceMinutes':
      return text('settings.span_minute', { count: values[key] });
    case 'assistantTimeFrames':
      return values[key] === '' ? text('settings.framesAlways') : values[key];
    case 'assistantWakeOnLan':
    case 'assistantShutdownAfterCompletion':
    case 'assistantUninstallOtherVersions':
    case 'assistantPreStage':
      return text(values[key] ? 'settings.on' : 'settings.off');
    default:
      return String(values[key]);
  }
}
