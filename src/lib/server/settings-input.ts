import type { Input } from '#hub/hub.ts';
import { DEFAULT_SETTINGS, type SettingKey } from '#protocol/settings.ts';

/**
 * What a form of the settings changes: only fields that were edited are in it. The default's own value means
 * "default". The hub judges what is sent.
 */
export function settingsInput(form: FormData): Input<'EditSettings'> {
  const edited = (Object.keys(DEFAULT_SETTINGS) as SettingKey[]).flatMap((key) => {
    const text = form.get(key);
    return typeof text === 'string' ? [[key, valueOf(key, text)] as const] : [];
  });
  return Object.fromEntries(
    edited.map(([key, value]) => [key, value === DEFAULT_SETTINGS[key] ? null : value]),
  );
}

/** A text as the kind of value that the setting has. */
function valueOf(key: SettingKey, text: string): string | number | boolean {
  switch (typeof DEFAULT_SETTINGS[key]) {
    case 'number':
      // An empty text would be read as 0, which means "never".
      return Number(text.trim() === '' ? NaN : text);
    case 'boolean':
      return text === 'true';
    default:
      return text.trim();
  }
}
