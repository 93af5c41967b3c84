import Boxes from '@lucide/svelte/icons/boxes';
import FolderTree from '@lucide/svelte/icons/folder-tree';
import ListChecks from '@lucide/svelte/icons/list-checks';
import Monitor from '@lucide/svelte/icons/monitor';
import Package from '@lucide/svelte/icons/package';
import type { FoundView } from '#protocol/views/search.ts';
import { text } from '../messages/text.ts';
import { CONTAINER_STATES } from '../words/container-state.ts';
import { PRESENCES } from '../words/presence.ts';
import type { PaletteEntry } from './palette-entry.ts';

/** What the hub has found, as lines of the palette. */
export function foundEntry(found: FoundView): PaletteEntry {
  const id = `${found.kind}:${found.id}`;
  const { name } = found;
  switch (found.kind) {
    case 'computer': {
      const word = PRESENCES[found.presence].word;
      const note = found.note === '' ? word : `${word} · ${found.note}`;
      return {
        id,
        group: text('search.computers'),
        name,
        note,
        icon: Monitor,
        href: `/computers/${found.id}`,
      };
    }
    case 'container':
      return {
        id,
        group: text('search.containers'),
        name,
        note: CONTAINER_STATES[found.state].word,
        icon: ListChecks,
        href: `/containers/${found.id}`,
      };
    case 'family':
      return {
        id,
        group: text('search.packages'),
        name,
        note: text('search.versions', { count: found.packages }),
        icon: Boxes,
        href: `/packages/${found.id}`,
      };
    case 'package':
      return {
        id,
        group: text('search.packages'),
        name,
        icon: Package,
        href: `/packages/${found.familyId}/${found.id}`,
      };
    case 'computerGroup':
      return { id, group: text('search.groups'), name, icon: FolderTree, href: `/groups?group=${found.id}` };
    case 'packageGroup':
      return {
        id,
        group: text('search.groups'),
        name,
        icon: FolderTree,
        href: `/groups?of=packages&group=${found.id}`,
      };
  }
}
