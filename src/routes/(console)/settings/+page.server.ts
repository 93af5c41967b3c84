import { requireVerb } from '$lib/server/require-verb.ts';
import { settingsActions } from '$lib/server/settings-actions.ts';
import { settingsSnapshot } from '$lib/server/snapshots.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireVerb(event, 'settings.read');
  return { settings: await settingsSnapshot(event) };
};

export const actions = settingsActions satisfies Actions;
