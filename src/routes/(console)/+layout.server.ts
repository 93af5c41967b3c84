import { isZone } from '$lib/format/time.ts';
import { actorOf } from '$lib/server/actor.ts';
import { languageChoices } from '$lib/server/languages.ts';
import type { LayoutServerLoad } from './$types';

/** Written by the console itself, so that the first paint already shows the viewer's own time. */
const ZONE_COOKIE = 'reveille_zone';

export const load: LayoutServerLoad = async ({ locals, cookies }) => {
  const actor = actorOf({ locals });
  const zone = cookies.get(ZONE_COOKIE);
  return {
    viewer: { name: actor.name, role: actor.role },
    version: locals.hub.version,
    plainHttpAllowed: locals.hub.plainHttpAllowed,
    // Only who can change it is told.
    storeOutgrown: actor.role === 'admin' && (await locals.hub.storeOutgrown()),
    hubTime: Date.now(),
    zone: isZone(zone) ? zone : 'UTC',
    languages: languageChoices(),
  };
};
