import type { SettingStore } from './contract/aggregates.ts';
import type { Models } from './models/models.ts';

export function settingStore({ settings }: Models): SettingStore {
  return {
    async get(key) {
      const document = await settings.findById(key).lean();
      return document?.value;
    },

    async set(key, value) {
      await settings.updateOne({ _id: key }, { $set: { value } }, { upsert: true });
    },
  };
}
