import { z } from 'zod';
import { DEFAULT_SETTINGS, Settings, type SettingKey, type SettingsView } from '#protocol/settings.ts';
import type { EditSettings } from '#protocol/requests.ts';
import { Refusal } from '#protocol/errors.ts';
import type { SettingStore } from '#store/contract/aggregates.ts';
import type { Config } from '#config.ts';
import type { Log } from './log.ts';
import { SerialQueue } from './serial-queue.ts';

/** Where what admins have chosen is stored: only that, so that a later default holds for everything else. */
const STORED_UNDER = 'settings';
/** Edits that may wait for one another. */
const EDITS_WAITING = 100;

const KEYS = Settings.keyof().options;

/** Some of the settings; what is absent or undefined is said by somebody else. */
const SomeSettings = Settings.partial();
type SomeSettings = z.infer<typeof SomeSettings>;

/** What an edit has changed, setting by setting. */
export interface SettingChange {
  key: SettingKey;
  from: Settings[SettingKey];
  to: Settings[SettingKey];
}

/** What the environment gives, and the console therefore cannot change. */
export function givenSettings(config: Config): SomeSettings {
  return {
    wakeWindowMinutes: config.WAKE_WINDOW_MINUTES,
    purgeSucceededAfterHours: config.PURGE_SUCCEEDED_AFTER_HOURS,
    purgeFailedAfterHours: config.PURGE_FAILED_AFTER_HOURS,
    purgeHistoryAfterDays: config.PURGE_HISTORY_AFTER_DAYS,
    purgeAuditAfterDays: config.PURGE_AUDIT_AFTER_DAYS,
    agentLostAfterHours: config.AGENT_LOST_AFTER_HOURS,
    maxDownloads: config.MAX_DOWNLOADS,
    maxDownloadsPerSubnet: config.MAX_DOWNLOADS_PER_SUBNET,
    restartWarning: config.RESTART_WARNING,
  };
}

/**
 * The settings that may change while the hub runs, held in memory so that whoever asks need not wait. What the
 * environment gives goes before what is stored, and that before the default.
 */
export class SettingsKeeper {
  readonly #store: SettingStore;
  readonly #given: SomeSettings;
  readonly #edits = new SerialQueue(EDITS_WAITING);
  #chosen: SomeSettings;
  #current: Settings;

  private constructor(parts: { store: SettingStore; given: SomeSettings; chosen: SomeSettings }) {
    this.#store = parts.store;
    this.#given = parts.given;
    this.#chosen = parts.chosen;
    this.#current = inForce(parts);
  }

  /** Reads what is stored. A value that cannot be one counts as not chosen, and the log says so. */
  static async load(parts: { store: SettingStore; given: SomeSettings; log: Log }): Promise<SettingsKeeper> {
    const { store, given, log } = parts;
    return new SettingsKeeper({ store, given, chosen: readable(await store.get(STORED_UNDER), log) });
  }

  current(): Settings {
    return this.#current;
  }

  view(): SettingsView {
    return {
      values: this.current(),
      defaults: DEFAULT_SETTINGS,
      locked: KEYS.filter((key) => this.#given[key] !== undefined),
    };
  }

  /**
   * Stores what is wanted; it holds as soon as it is stored. `null`: back to the default.
   * @returns what is different now
   * @throws Refusal `settingLocked` naming the setting; then nothing has changed
   */
  async edit(wanted: EditSettings): Promise<SettingChange[]> {
    const locked = KEYS.find((key) => wanted[key] !== undefined && this.#given[key] !== undefined);
    if (locked !== undefined) throw new Refusal('settingLocked', { detail: locked });
    return this.#edits.run(async () => {
      const chosen = SomeSettings.parse(without(null, { ...this.#chosen, ...without(undefined, wanted) }));
      await this.#store.set(STORED_UNDER, chosen);
      const before = this.#current;
      this.#chosen = chosen;
      this.#current = inForce({ given: this.#given, chosen });
      return KEYS.map((key) => ({ key, from: before[key], to: this.#current[key] })).filter(
        ({ from, to }) => from !== to,
      );
    });
  }
}

const without = (nothing: null | undefined, values: object) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== nothing));

const inForce = ({ given, chosen }: Record<'given' | 'chosen', SomeSettings>): Settings =>
  Settings.parse({ ...DEFAULT_SETTINGS, ...without(undefined, chosen), ...without(undefined, given) });

function readable(stored: unknown, log: Log): SomeSettings {
  if (stored === undefined) return {};
  const whole = z.record(z.string(), z.unknown()).safeParse(stored);
  if (!whole.success) {
    log.warn('the stored settings cannot be read; the defaults hold');
    return {};
  }
  const usable = KEYS.flatMap((key) => {
    const read = SomeSettings.safeParse({ [key]: whole.data[key] });
    if (read.success) return [read.data];
    const reason = read.error.issues.map((issue) => issue.message).join(', ');
    log.warn({ setting: key, reason }, 'a stored setting cannot be used; its default holds');
    return [];
  });
  return SomeSettings.parse(Object.fromEntries(usable.flatMap((one) => Object.entries(one))));
}
