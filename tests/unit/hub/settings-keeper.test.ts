import { describe, expect, test } from 'vitest';
import { readConfig } from '#config.ts';
import { createLog } from '#hub/log.ts';
import { givenSettings, SettingsKeeper } from '#hub/settings-keeper.ts';
import { Refusal } from '#protocol/errors.ts';
import { DEFAULT_SETTINGS } from '#protocol/settings.ts';

/** The only key that is asked for, in memory. */
function shelf(stored?: unknown) {
  const values = new Map<string, unknown>(stored === undefined ? [] : [['settings', stored]]);
  return {
    values,
    get: (key: string) => Promise.resolve(values.get(key)),
    set: (key: string, value: unknown) => Promise.resolve(void values.set(key, value)),
  };
}
function logged() {
  const lines: unknown[][] = [];
  const log = createLog({ level: 'silent', pretty: false });
  Object.assign(log, { warn: (...line: unknown[]) => lines.push(line) });
  return { log, lines };
}
const keeper = (stored?: unknown, environment: Record<string, string> = {}) => {
  const { log, lines } = logged();
  const store = shelf(stored);
  const given = givenSettings(readConfig(environment));
  return SettingsKeeper.load({ store, given, log }).then((settings) => ({ settings, store, lines }));
};

describe('what holds', () => {
  test('is the default, unless something else is stored, unless the environment says otherwise', async () => {
    expect((await keeper()).settings.current()).toEqual(DEFAULT_SETTINGS);
    const stored = { wakeWindowMinutes: 9, purgeAuditAfterDays: 0 };
    const { settings, lines } = await keeper(stored, { WAKE_WINDOW_MINUTES: '12' });
    expect(settings.view()).toEqual({
      values: { ...DEFAULT_SETTINGS, wakeWindowMinutes: 12, purgeAuditAfterDays: 0 },
      defaults: DEFAULT_SETTINGS,
      locked: ['wakeWindowMinutes'],
    });
    expect(lines).toEqual([]);
  });

  test.each([
    ['nothing of an object', 'rubbish'],
    ['a list', [1]],
    ['nothing', null],
  ])('is the default when %s is stored, and the log says so', async (_what, stored) => {
    const { settings, lines } = await keeper(stored);
    expect(settings.current()).toEqual(DEFAULT_SETTINGS);
    expect(lines).toHaveLength(1);
  });

  test('is the default of a setting alone that cannot be used', async () => {
    const stored = { wakeWindowMinutes: 0, restartWarning: 'no time', agentLostAfterHours: 2, further: 1 };
    const { settings, lines } = await keeper(stored);
    expect(settings.current()).toEqual({ ...DEFAULT_SETTINGS, agentLostAfterHours: 2 });
    expect(lines.map(([fields]) => fields)).toMatchObject([
      { setting: 'wakeWindowMinutes' },
      { setting: 'restartWarning' },
    ]);
  });

  test('is all that the environment gives', async () => {
    const { settings } = await keeper(undefined, {
      WAKE_WINDOW_MINUTES: '1',
      PURGE_SUCCEEDED_AFTER_HOURS: '0',
      PURGE_FAILED_AFTER_HOURS: '3',
      PURGE_HISTORY_AFTER_DAYS: '4',
      PURGE_AUDIT_AFTER_DAYS: '5',
      AGENT_LOST_AFTER_HOURS: '6',
      MAX_DOWNLOADS: '7',
      MAX_DOWNLOADS_PER_SUBNET: '8',
      RESTART_WARNING: 'In {time}.',
    });
    expect(settings.current()).toEqual({
      ...DEFAULT_SETTINGS,
      wakeWindowMinutes: 1,
      purgeSucceededAfterHours: 0,
      purgeFailedAfterHours: 3,
      purgeHistoryAfterDays: 4,
      purgeAuditAfterDays: 5,
      agentLostAfterHours: 6,
      maxDownloads: 7,
      maxDownloadsPerSubnet: 8,
      restartWarning: 'In {time}.',
    });
    expect(settings.view().locked).toHaveLength(9);
  });
});

describe('an edit', () => {
  test('is stored, holds, and says what is different now', async () => {
    const { settings, store } = await keeper({ purgeAuditAfterDays: 7 });
    const changes = await settings.edit({ wakeWindowMinutes: 9, purgeAuditAfterDays: null });
    expect(changes).toEqual([
      { key: 'wakeWindowMinutes', from: 5, to: 9 },
      { key: 'purgeAuditAfterDays', from: 7, to: 90 },
    ]);
    expect(store.values.get('settings')).toEqual({ wakeWindowMinutes: 9 });
    expect(settings.current()).toEqual({ ...DEFAULT_SETTINGS, wakeWindowMinutes: 9 });
    expect(await settings.edit({ wakeWindowMinutes: 9 })).toEqual([]);
  });

  test('of what the environment gives is refused, and nothing else of it happens either', async () => {
    const { settings, store } = await keeper(undefined, { WAKE_WINDOW_MINUTES: '12' });
    const refused = new Refusal('settingLocked', { detail: 'wakeWindowMinutes' });
    await expect(settings.edit({ wakeWindowMinutes: 12, purgeAuditAfterDays: 3 })).rejects.toEqual(refused);
    await expect(settings.edit({ wakeWindowMinutes: null })).rejects.toEqual(refused);
    expect(store.values.size).toBe(0);
    expect(await settings.edit({ purgeAuditAfterDays: 3 })).toHaveLength(1);
  });

  test('that cannot be stored does not hold', async () => {
    const { settings, store } = await keeper();
    store.set = () => Promise.reject(new Refusal('unavailable'));
    await expect(settings.edit({ wakeWindowMinutes: 9 })).rejects.toThrow(Refusal);
    expect(settings.current()).toEqual(DEFAULT_SETTINGS);
  });

  test('two at once are both kept', async () => {
    const { settings, store } = await keeper();
    await Promise.all([settings.edit({ wakeWindowMinutes: 9 }), settings.edit({ agentLostAfterHours: 9 })]);
    expect(store.values.get('settings')).toEqual({ wakeWindowMinutes: 9, agentLostAfterHours: 9 });
  });
});
