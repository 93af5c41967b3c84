import { describe, expect, test } from 'vitest';
import { defaultName, withChoices, type Choice } from '#lib/assistant/pick.ts';
import { instantOf, localValue } from '#lib/options/local-time.ts';

const choice = (name: string, unfit?: string): Choice => ({ id: name, name, note: '', unfit });

describe('choosing', () => {
  test('keeps the order of choosing, each once, and nothing that does not fit', () => {
    const chosen = withChoices([choice('b')], [choice('a'), choice('b'), choice('c', 'no procedure')], true);
    expect(chosen.map((one) => one.name)).toEqual(['a', 'b']);
    expect(withChoices(chosen, [choice('a')], false).map((one) => one.name)).toEqual(['b']);
  });
});

describe('the name of a deployment', () => {
  const firefox = choice('Firefox 128');
  test.each([
    [[], [], ''],
    [[firefox], [], 'Install Firefox 128'],
    [[firefox], [choice('PC-12')], 'Install Firefox 128 on PC-12'],
    [[firefox, choice('Zoom 6')], [choice('a'), choice('b')], 'Install 2 packages on 2 computers'],
  ])('says what it does', (packages, computers, name) => {
    expect(defaultName({ action: 'install', packages, computers })).toBe(name);
  });

  test('is never longer than a name may be', () => {
    expect(
      defaultName({ action: 'uninstall', packages: [choice('x'.repeat(200))], computers: [] }),
    ).toHaveLength(120);
  });
});

test('local time survives the way through the control', () => {
  const date = new Date(2026, 10, 23, 14, 5);
  expect(instantOf(localValue(date))).toBe(date.toISOString());
  expect([instantOf(''), instantOf('tomorrow')]).toEqual([undefined, undefined]);
});
