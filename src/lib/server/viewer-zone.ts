import type { Cookies } from '@sveltejs/kit';
import { isZone } from '$lib/format/time.ts';

/** Written by the console itself, so that the first paint already shows the viewer's own time. */
const ZONE_COOKIE = 'reveille_zone';

/** The time zone of whoever asks, as far as it is known. */
export function viewerZone(cookies: Pick<Cookies, 'get'>): string {
  const zone = cookies.get(ZONE_COOKIE);
  return isZone(zone) ? zone : 'UTC';
}
