import Boxes from '@lucide/svelte/icons/boxes';
import ListChecks from '@lucide/svelte/icons/list-checks';
import MonitorSmartphone from '@lucide/svelte/icons/monitor-smartphone';

/** Where the navigation leads. `short`: for the bar at the foot of small screens. */
export const PLACES = [
  { href: '/computers', name: 'Computers', short: 'Computers', icon: MonitorSmartphone },
  { href: '/containers', name: 'Job containers', short: 'Containers', icon: ListChecks },
  { href: '/packages', name: 'Packages', short: 'Packages', icon: Boxes },
] as const;

/** @returns whether a page lies at a place or below it. */
export const isAt = (pathname: string, place: string) =>
  pathname === place || pathname.startsWith(`${place}/`);
