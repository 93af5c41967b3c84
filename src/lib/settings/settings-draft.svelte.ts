import type { Change } from '#protocol/change.ts';
import type { SettingKey, SettingsView } from '#protocol/settings.ts';
import { Refresher } from '../live/refresher.ts';

/** What is typed for one setting, and what it was typed over. */
interface Edit {
  text: string;
  over: string;
}

/**
 * The settings as the hub has them, and over them what is being typed. A change by somebody else shows at once in
 * every field that is not being edited; one that is edited keeps what was typed, and says so.
 */
export class SettingsDraft {
  view = $state.raw() as SettingsView;
  #edits = $state.raw<Partial<Record<SettingKey, Edit>>>({});
  readonly #refresher: Refresher;

  constructor(view: SettingsView, read: () => Promise<SettingsView>) {
    this.view = view;
    this.#refresher = new Refresher(async () => this.receive(await read()));
  }

  apply(changes: readonly Change[]): void {
    for (const change of changes) if (change.kind === 'settings') this.receive(change.settings);
  }

  refresh(): void {
    this.#refresher.request();
  }

  close(): void {
    this.#refresher.close();
  }

  receive(view: SettingsView): void {
    this.view = view;
    // What says the same as the hub by now is no edit any more, and what is locked cannot be one.
    for (const key of this.edited) {
      if (this.isLocked(key) || this.text(key) === this.saved(key)) this.leave(key);
    }
  }

  /** What its field shows. */
  text(key: SettingKey): string {
    return this.#edits[key]?.text ?? this.saved(key);
  }

  saved(key: SettingKey): string {
    return String(this.view.values[key]);
  }

  isLocked(key: SettingKey): boolean {
    return this.view.locked.includes(key);
  }

  isEdited(key: SettingKey): boolean {
    return this.#edits[key] !== undefined;
  }

  isDefault(key: SettingKey): boolean {
    return this.text(key) === String(this.view.defaults[key]);
  }

  /** Whether somebody else has changed it since it was edited here. */
  isContested(key: SettingKey): boolean {
    const edit = this.#edits[key];
    return edit !== undefined && edit.over !== this.saved(key);
  }

  get edited(): SettingKey[] {
    return (Object.keys(this.#edits) as SettingKey[]).filter((key) => this.isEdited(key));
  }

  type(key: SettingKey, text: string): void {
    if (this.isLocked(key)) return;
    const over = this.#edits[key]?.over ?? this.saved(key);
    if (text === this.saved(key)) this.leave(key);
    else this.#edits = { ...this.#edits, [key]: { text, over } };
  }

  backToDefault(key: SettingKey): void {
    this.type(key, String(this.view.defaults[key]));
  }

  /** Forgets what was typed. */
  leave(key: SettingKey): void {
    const { [key]: _, ...others } = this.#edits;
    this.#edits = others;
  }

  leaveAll(): void {
    this.#edits = {};
  }
}
