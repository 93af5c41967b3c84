import Activity from '@lucide/svelte/icons/activity';
import Boxes from '@lucide/svelte/icons/boxes';
import FolderTree from '@lucide/svelte/icons/folder-tree';
import LayoutDashboard from '@lucide/svelte/icons/layout-dashboard';
import ListChecks from '@lucide/svelte/icons/list-checks';
import MonitorSmartphone from '@lucide/svelte/icons/monitor-smartphone';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import { may, type Verb } from '#domain/permission.ts';
import type { Role } from '#protocol/role.ts';

/** Where the navigation leads. `short`: for the bar at the foot of small screens. `key`: after a `g`. */
const PLACES = [
  { href: '/overview', key: 'o', name: 'Overview', short: 'Overview', icon: LayoutDashboard, verb: 'read' },
  {
    href: '/computers',
    key: 'c',
    name: 'Computers',
    short: 'Computers',
    icon: MonitorSmartphone,
    verb: 'read',
  },
  { href: '/groups', key: 'g', name: 'Groups', short: 'Groups', icon: FolderTree, verb: 'read' },
  {
    href: '/containers',
    key: 'j',
    name: 'Job containers',
    short: 'Containers',
    icon: ListChecks,
    verb: 'read',
  },
  { href: '/packages', key: 'p', name: 'Packages', short: 'Packages', icon: Boxes, verb: 'read' },
  {
    href: '/settings',
    key: 's',
    name: 'Settings',
    short: 'Settings',
    icon: SlidersHorizontal,
    verb: 'settings.read',
  },
  { href: '/system', key: 'y', name: 'System', short: 'System', icon: Activity, verb: 'system.read' },
] as const satisfies readonly { verb: Verb; [key: string]: unknown }[];

/** The places that a role may see. */
export const placesFor = (role: Role) => PLACES.filter(({ verb }) => may(role, verb));

/** @returns whether a page lies at a place or below it. */
export const isAt = (pathname: string, place: string) =>
  pathname === place || pathname.startsWith(`${place}/`);
