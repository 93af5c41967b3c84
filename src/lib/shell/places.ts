import Activity from '@lucide/svelte/icons/activity';
import Braces from '@lucide/svelte/icons/braces';
import Boxes from '@lucide/svelte/icons/boxes';
import FolderTree from '@lucide/svelte/icons/folder-tree';
import LayoutDashboard from '@lucide/svelte/icons/layout-dashboard';
import ListChecks from '@lucide/svelte/icons/list-checks';
import MonitorSmartphone from '@lucide/svelte/icons/monitor-smartphone';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import type { Component } from 'svelte';
import type { LucideProps } from '@lucide/svelte';
import { may, type Verb } from '#domain/permission.ts';
import type { Role } from '#protocol/role.ts';
import { text } from '../messages/text.ts';

/** Where the navigation leads. */
export interface Place {
  href: string;
  /** After a `g`. */
  key: string;
  readonly name: string;
  /** For the bar at the foot of small screens. */
  readonly short: string;
  icon: Component<LucideProps, object, ''>;
  verb: Verb;
}

/** In the order of how often one goes there. */
const PLACES: readonly Place[] = [
  place('overview', { key: 'o', icon: LayoutDashboard, verb: 'read' }),
  place('computers', { key: 'c', icon: MonitorSmartphone, verb: 'read' }),
  place('containers', { key: 'j', icon: ListChecks, verb: 'read' }),
  place('packages', { key: 'p', icon: Boxes, verb: 'read' }),
  place('groups', { key: 'g', icon: FolderTree, verb: 'read' }),
  place('settings', { key: 's', icon: SlidersHorizontal, verb: 'settings.read' }),
  place('system', { key: 'y', icon: Activity, verb: 'system.read' }),
  place('api', { key: 'a', icon: Braces, verb: 'read' }),
];

type PageName =
  'overview' | 'computers' | 'containers' | 'packages' | 'groups' | 'settings' | 'system' | 'api';

function place(page: PageName, rest: Pick<Place, 'key' | 'icon' | 'verb'>): Place {
  return {
    ...rest,
    href: `/${page}`,
    get name() {
      return text(`shell.place_${page}`);
    },
    get short() {
      return text(`shell.short_${page}`);
    },
  };
}

/** The places that a role may see. */
export const placesFor = (role: Role) => PLACES.filter(({ verb }) => may(role, verb));

/** @returns whether a page lies at a place or below it. */
export const isAt = (pathname: string, place: string) =>
  pathname === place || pathname.startsWith(`${place}/`);
