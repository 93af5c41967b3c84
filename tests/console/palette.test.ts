import { describe, expect, test } from 'vitest';
import Rocket from '@lucide/svelte/icons/rocket';
import { actionEntries } from '#lib/shell/action-entries.ts';
import { fitting, type PaletteEntry } from '#lib/shell/palette-entry.ts';

const named = (name: string): PaletteEntry => ({ id: name, group: 'any', name, icon: Rocket });
const names = (entries: readonly PaletteEntry[]) => entries.map(({ name }) => name);

describe('the palette', () => {
  test('finds by any part of the words, what begins with it first', () => {
    const entries = ['Undeploy', 'Deploy a package', 'Add computers'].map(named);
    expect(names(fitting(entries, 'depl'))).toEqual(['Deploy a package', 'Undeploy']);
    expect(names(fitting(entries, 'pack dep'))).toEqual(['Deploy a package']);
    expect(names(fitting(entries, 'x'))).toEqual([]);
    expect(names(fitting(entries, ' '))).toHaveLength(3);
  });

  test('offers what a role may not do with the role that it needs', () => {
    const facts = { shortcuts: [], showKeyboard: () => undefined, signOut: () => undefined };
    const reason = (role: 'viewer' | 'admin') =>
      actionEntries({ role, ...facts }).find(({ id }) => id === 'upload')?.disabledReason;
    expect(reason('viewer')).toContain('operator');
    expect(reason('admin')).toBeUndefined();
  });

  test('offers what the page can do, with its keys', () => {
    const shortcuts = [
      { keys: 'w', does: 'Wake PC-12', run: () => undefined },
      { keys: 'g c', does: 'Go to Computers', run: () => undefined },
    ];
    const entries = actionEntries({
      role: 'admin',
      shortcuts,
      showKeyboard: () => undefined,
      signOut: () => undefined,
    });
    expect(entries[0]).toMatchObject({ name: 'Wake PC-12', keys: 'w' });
    expect(names(entries)).not.toContain('Go to Computers');
  });
});
