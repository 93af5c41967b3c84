import type { Input } from '#hub/hub.ts';
import { DEFAULT_SETTINGS } from '#protocol/settings.ts';

const NUMBERS = [
  'wakeWindowMinutes',
  'purgeSucceededAfterHours',
  'purgeFailedAfterHours',
  'purgeHistoryAfterDays',
  'purgeAuditAfterDays',
  'agentLostAfterHours',
  'maxDownloads',
  'maxDownloadsPerSubnet',
] as const;

/** What the settings' form changes: only fields that were edited are in it. The default's own value means "default". */
export function settingsInput(form: FormData): Input<'EditSettings'> {
  const input: Input<'EditSettings'> = {};
  for (const key of NUMBERS) {
    const text = form.get(key);
    if (typeof text !== 'string') continue;
    // An empty text would be read as 0, which means "never".
    const value = Number(text.trim() === '' ? NaN : text);
    input[key] = value === DEFAULT_SETTINGS[key] ? null : value;
  }
  const warning = form.get('restartWarning');
  if (typeof warning === 'string') {
    input.restartWarning = warning.trim() === DEFAULT_SETTINGS.restartWarning ? null : warning;
  }
  return input;
}
