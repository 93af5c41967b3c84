import { actorOf } from '$lib/server/actor.ts';
import { languageChoices } from '$lib/server/languages.ts';
import { zoneOf } from '$lib/server/viewer-zone.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, cookies }) => {
  const actor = actorOf({ locals });
  return {
    viewer: { name: actor.name, role: actor.role },
    version: locals.hub.version,
    plainHttpAllowed: locals.hub.plainHttpAllowed,
    // Only who can change it is told.
    storeOutgrown: actor.role === 'admin' && (await locals.hub.storeOutgrown()),
    hubTime: Date.now(),
    zone: zoneOf(cookies),
    languages: languageChoices(),
  };
};
