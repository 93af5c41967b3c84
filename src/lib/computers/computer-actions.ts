import type { Component } from 'svelte';
import type { LucideProps } from '@lucide/svelte';
import Bot from '@lucide/svelte/icons/bot';
import ClipboardList from '@lucide/svelte/icons/clipboard-list';
import FolderPlus from '@lucide/svelte/icons/folder-plus';
import KeyRound from '@lucide/svelte/icons/key-round';
import MessageSquare from '@lucide/svelte/icons/message-square';
import NotebookPen from '@lucide/svelte/icons/notebook-pen';
import PackagePlus from '@lucide/svelte/icons/package-plus';
import Power from '@lucide/svelte/icons/power';
import Rocket from '@lucide/svelte/icons/rocket';
import RotateCw from '@lucide/svelte/icons/rotate-cw';
import Sunrise from '@lucide/svelte/icons/sunrise';
import Trash from '@lucide/svelte/icons/trash-2';
import type { Verb } from '#domain/permission.ts';
import type { Role } from '#protocol/role.ts';
import type { ComputerDetail } from '#protocol/views/computer.ts';
import { text } from '../messages/text.ts';
import { whyNot } from '../words/permission.ts';
import { whyNotWake } from '../wake/why-not-wake.ts';

export type ActionName =
  | 'deploy'
  | 'wake'
  | 'message'
  | 'restart'
  | 'shutdown'
  | 'restartAgent'
  | 'inventory'
  | 'notes'
  | 'addToGroup'
  | 'addPackage'
  | 'secureOn'
  | 'removeSecureOn'
  | 'delete';

/** Something that can be done to a computer from its page: one word, one icon, one reason, wherever it is offered. */
export interface ComputerAction {
  id: ActionName;
  name: string;
  icon: Component<LucideProps, object, ''>;
  /** Of the keyboard. */
  key?: string;
  disabledReason: string | undefined;
  /** It cannot be undone: it stands by itself, at the end. */
  dangerous?: true;
}

/** All that can be done, in the order in which it is offered. */
export function computerActions(computer: ComputerDetail, role: Role): ComputerAction[] {
  const { name } = computer;
  const allowed = (verb: Verb) => whyNot(role, verb);
  const there = (verb: Verb) =>
    allowed(verb) ?? (computer.presence === 'online' ? undefined : text('computers.notOnline', { name }));
  return [
    {
      id: 'deploy',
      name: text('computers.deploy'),
      icon: Rocket,
      key: 'd',
      disabledReason: allowed('deployment.createForOne'),
    },
    {
      id: 'wake',
      name: text('wake.wake'),
      icon: Sunrise,
      key: 'w',
      disabledReason: whyNotWake(computer, role),
    },
    {
      id: 'message',
      name: text('computers.message'),
      icon: MessageSquare,
      key: 'm',
      disabledReason: there('computer.message'),
    },
    {
      id: 'restart',
      name: text('computers.restart'),
      icon: RotateCw,
      key: 'r',
      disabledReason: there('computer.power'),
    },
    {
      id: 'shutdown',
      name: text('computers.shutdown'),
      icon: Power,
      disabledReason: there('computer.power'),
    },
    {
      id: 'inventory',
      name: text('computers.inventoryNow'),
      icon: ClipboardList,
      key: 'i',
      disabledReason: there('computer.inventory'),
    },
    {
      id: 'restartAgent',
      name: text('computers.restartAgent'),
      icon: Bot,
      disabledReason: there('computer.power'),
    },
    {
      id: 'notes',
      name: text('computers.editNotes'),
      icon: NotebookPen,
      key: 'n',
      disabledReason: allowed('computer.notes'),
    },
    {
      id: 'addPackage',
      name: text('computers.addPackage'),
      icon: PackagePlus,
      disabledReason: allowed('installation.add'),
    },
    {
      id: 'addToGroup',
      name: text('computers.addToGroup'),
      icon: FolderPlus,
      disabledReason: allowed('group.write'),
    },
    {
      id: 'secureOn',
      name: text(computer.hasSecureOn ? 'computers.secureOnChange' : 'computers.secureOnSet'),
      icon: KeyRound,
      disabledReason: allowed('computer.secureOn'),
    },
    ...(computer.hasSecureOn
      ? [
          {
            id: 'removeSecureOn' as const,
            name: text('computers.secureOnRemove'),
            icon: KeyRound,
            disabledReason: allowed('computer.secureOn'),
          },
        ]
      : []),
    {
      id: 'delete',
      name: text('computers.delete'),
      icon: Trash,
      disabledReason: allowed('computer.delete'),
      dangerous: true,
    },
  ];
}
