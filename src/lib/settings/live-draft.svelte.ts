import { onDestroy, untrack } from 'svelte';
import type { SettingsView } from '#protocol/settings.ts';
import { watchTopic } from '../live/watch.svelte.ts';
import { fetchSnapshot } from '../services/fetch-snapshot.ts';
import { SettingsDraft } from './settings-draft.svelte.ts';

/** The settings of a page while they are edited, and as they change. During the initialisation of a component. */
export function liveDraft(load: () => SettingsView): SettingsDraft {
  const draft = new SettingsDraft(untrack(load), () => fetchSnapshot<SettingsView>('/settings'));
  watchTopic('settings', draft);
  onDestroy(() => draft.close());
  return draft;
}
