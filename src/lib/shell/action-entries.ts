import CircleUser from '@lucide/svelte/icons/circle-user';
import Command from '@lucide/svelte/icons/command';
import Keyboard from '@lucide/svelte/icons/keyboard';
import LogOut from '@lucide/svelte/icons/log-out';
import MonitorUp from '@lucide/svelte/icons/monitor-up';
import Moon from '@lucide/svelte/icons/moon';
import PackagePlus from '@lucide/svelte/icons/package-plus';
import Rocket from '@lucide/svelte/icons/rocket';
import Sun from '@lucide/svelte/icons/sun';
import type { Role } from '#protocol/role.ts';
import { text } from '../messages/text.ts';
import { whyNot } from '../words/permission.ts';
import type { PaletteEntry } from './palette-entry.ts';
import { placesFor } from './places.ts';
import type { Shortcut } from './shortcuts.svelte.ts';
import { chooseTheme } from './theme.ts';

/** What can be done from everywhere, and on this page; what a role may not do says why. */
export function actionEntries(facts: {
  role: Role;
  /** Of the page that is shown. */
  shortcuts: readonly Shortcut[];
  showKeyboard: () => void;
  signOut: () => void;
}): PaletteEntry[] {
  const { role, shortcuts, showKeyboard, signOut } = facts;
  const here = text('search.onThisPage');
  const doing = text('search.actions');
  const going = text('search.goTo');
  const onPage = shortcuts
    .filter(({ keys }) => keys !== '?' && !keys.startsWith('g '))
    .map(({ keys, does, run, disabledReason }): PaletteEntry => ({
      id: `key:${keys}`,
      group: here,
      name: does,
      icon: Command,
      keys,
      run,
      disabledReason,
    }));
  const places = placesFor(role).map(({ href, name, icon, key }): PaletteEntry => ({
    id: `place:${href}`,
    group: going,
    name,
    icon,
    href,
    keys: `g ${key}`,
  }));
  return [
    ...onPage,
    {
      id: 'deploy',
      group: doing,
      name: text('search.deploy'),
      icon: Rocket,
      href: '/containers/new',
      disabledReason: whyNot(role, 'deployment.createForOne'),
    },
    {
      id: 'upload',
      group: doing,
      name: text('search.upload'),
      icon: PackagePlus,
      href: '/packages/new',
      disabledReason: whyNot(role, 'package.write'),
    },
    {
      id: 'enrol',
      group: doing,
      name: text('search.addComputers'),
      icon: MonitorUp,
      href: '/computers/add',
      disabledReason: whyNot(role, 'enrolment.write'),
    },
    ...places,
    {
      id: 'account',
      group: doing,
      name: text('shell.account'),
      icon: CircleUser,
      href: '/account',
    },
    { id: 'light', group: doing, name: text('search.light'), icon: Sun, run: () => chooseTheme('light') },
    { id: 'dark', group: doing, name: text('search.dark'), icon: Moon, run: () => chooseTheme('dark') },
    {
      id: 'keyboard',
      group: doing,
      name: text('search.keyboard'),
      icon: Keyboard,
      keys: '?',
      run: showKeyboard,
    },
    { id: 'signOut', group: doing, name: text('search.signOut'), icon: LogOut, run: signOut },
  ];
}
