import { describe, expect, it } from 'vitest';
import { assistantAddress, selectionOf } from '#lib/installations/assistant-address.ts';
import { driftWords } from '#lib/words/drift.ts';

const parametersOf = (address: string) => new URL(address, 'http://hub').searchParams;

describe('the address of the assistant', () => {
  it('carries a selection there and back', () => {
    const selection = { packageId: 'a'.repeat(24), search: 'till & co', drifted: true };
    const address = assistantAddress({
      action: 'install',
      packageIds: ['b'],
      targets: selection,
      force: true,
    });
    expect(selectionOf(parametersOf(address))).toStrictEqual(selection);
    expect(parametersOf(address).get('force')).toBe('yes');
    const bare = { packageId: 'a' };
    const plain = assistantAddress({ action: 'uninstall', packageIds: ['a'], targets: bare });
    expect(selectionOf(parametersOf(plain))).toStrictEqual(bare);
  });

  it('carries computers by their ids, and no selection then', () => {
    const parameters = parametersOf(
      assistantAddress({ action: 'uninstall', packageIds: ['p', 'q'], targets: ['c', 'd'] }),
    );
    expect(parameters.getAll('computer')).toStrictEqual(['c', 'd']);
    expect(parameters.getAll('package')).toStrictEqual(['p', 'q']);
    expect(parameters.has('force')).toBe(false);
    expect(selectionOf(parameters)).toBeUndefined();
  });
});

it('a drift is said with what was found', () => {
  expect(driftWords({ state: 'otherVersion', found: '2.4' })?.word).toBe('Found 2.4');
  expect(driftWords({ state: 'missing' })?.tone).toBe('amber');
  expect(driftWords({ state: 'unknown' })).toBeUndefined();
});
