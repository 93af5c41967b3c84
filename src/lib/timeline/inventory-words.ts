import type { FactOf } from '#protocol/views/timeline.ts';
import { formatBytes } from '../format/bytes.ts';
import { text } from '../messages/text.ts';
import type { EntryWords } from './entry-words.ts';

type Change = FactOf<'hardware'>['changes'][number];

/** What has changed in a list of software: in one sentence where it is one thing, else kind by kind. */
export function softwareLines({ added, removed, updated, counts }: FactOf<'software'>): EntryWords {
  const entries = {
    added: added.map(({ name, version }) => `${name} ${version}`),
    removed: removed.map(({ name, version }) => `${name} ${version}`),
    updated: updated.map(({ name, to }) => `${name} ${to}`),
  };
  if (counts.added + counts.removed + counts.updated === 1) return { title: single(), facts: [] };
  return {
    title: text('timeline.software'),
    facts: [],
    lines: [
      ...many('added', (of) => text('timeline.softwareAddedMany', of)),
      ...many('updated', (of) => text('timeline.softwareUpdatedMany', of)),
      ...many('removed', (of) => text('timeline.softwareRemovedMany', of)),
    ],
  };

  function single(): string {
    const [update] = updated;
    if (update !== undefined) {
      const { name, from, to } = update;
      return text('timeline.softwareUpdated', { name, from, to });
    }
    const [entry] = entries.added;
    if (entry !== undefined) return text('timeline.softwareAdded', { entry });
    return text('timeline.softwareRemoved', { entry: entries.removed[0] ?? '' });
  }

  function many(kind: keyof typeof entries, say: (of: { count: number; names: string }) => string): string[] {
    const count = counts[kind];
    if (count === 0) return [];
    const named = entries[kind].join(', ');
    const more = count - entries[kind].length;
    const names = more > 0 ? text('timeline.andMore', { names: named, count: more }) : named;
    return [say({ count, names })];
  }
}

export const hardwareLines = ({ changes }: FactOf<'hardware'>): string[] => changes.map(hardwareLine);

function hardwareLine(change: Change): string {
  const part = partName(change);
  const [from, to] = [valueOf(change.from), valueOf(change.to)];
  if (from === undefined) return text('timeline.hardwareCame', { part, to: to ?? '' });
  if (to === undefined) return text('timeline.hardwareGone', { part, from });
  return text('timeline.hardwareBecame', { part, from, to });
}

function partName({ part, name = '' }: Change): string {
  switch (part) {
    case 'disk':
      return text('timeline.part_disk', { name });
    case 'interface':
      return text('timeline.part_interface', { name });
    default:
      return text(`timeline.part_${part}`);
  }
}

const valueOf = (value: string | number | undefined): string | undefined =>
  typeof value === 'number' ? formatBytes(value) : value;
