import Bell from '@lucide/svelte/icons/message-square';
import FolderMinus from '@lucide/svelte/icons/folder-minus';
import FolderPlus from '@lucide/svelte/icons/folder-plus';
import Power from '@lucide/svelte/icons/power';
import RotateCw from '@lucide/svelte/icons/rotate-cw';
import Sunrise from '@lucide/svelte/icons/sunrise';
import Trash from '@lucide/svelte/icons/trash-2';
import type { Component } from 'svelte';
import type { LucideProps } from '@lucide/svelte';
import type { BulkAction, BulkSkip, BulkView } from '#protocol/views/bulk.ts';
import { language, text } from '../messages/text.ts';

export const BULK_ICONS: Record<BulkAction, Component<LucideProps, object, ''>> = {
  wake: Sunrise,
  joinGroup: FolderPlus,
  leaveGroup: FolderMinus,
  message: Bell,
  restart: RotateCw,
  shutdown: Power,
  delete: Trash,
};

/** On a button of the bar. */
export const bulkName = (action: BulkAction): string => text(`fleet.do_${action}`);

/** The question of the dialog. */
export const bulkTitle = (action: BulkAction, count: number): string =>
  text(`fleet.ask_${action}`, { count });

/** What will happen, in a sentence. */
export const bulkDescription = (action: BulkAction): string => text(`fleet.explain_${action}`);

/** The button that does it. */
export const bulkDeed = (action: BulkAction, count: number): string =>
  text(`fleet.deed_${action}`, { count });

/** What goes on, or has been done. */
export const bulkRunTitle = ({ action, total, group }: BulkView): string =>
  text(`fleet.run_${action}`, { count: total, group: group?.name ?? '' });

/** `2 are offline`: why some are left out. */
export const skipWords = (reason: BulkSkip, count: number): string => text(`fleet.skip_${reason}`, { count });

/** Actions that cannot be undone, or that hit who is at work. */
export const isDangerous = (action: BulkAction) =>
  action === 'restart' || action === 'shutdown' || action === 'delete';

/** How far it has come, in one line. */
export function bulkProgress({ done, failed, skipped }: BulkView): string {
  const parts = [
    text('fleet.doneCount', { count: done }),
    ...skipped.map(({ reason, computers }) => skipWords(reason, computers)),
    ...(failed === 0 ? [] : [text('fleet.failedCount', { count: failed })]),
  ];
  return new Intl.ListFormat(language().locale, { type: 'unit' }).format(parts);
}

/** Computers that have had their turn. */
export const hadTheirTurn = ({ done, failed, skipped }: BulkView): number =>
  done + failed + skipped.reduce((sum, { computers }) => sum + computers, 0);
