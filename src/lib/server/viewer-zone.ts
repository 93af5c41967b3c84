import type { Cookies } from '@sveltejs/kit';
import { isZone } from '$lib/format/time.ts';

/** Written by the console itself, so that the first paint already shows the viewer's own time. */
const ZONE_COOKIE = 'reveille_zone';

/** The viewer's zone, as their browser told it at its last visit; UTC at the first. */
export function zoneOf(cookies: Pick<Cookies, 'get'>): string {
  const zone = cookies.get(ZONE_COOKIE);
  return isZone(zone) ? zone : 'UTC';
}
