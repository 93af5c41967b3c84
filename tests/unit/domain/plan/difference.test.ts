import { describe, expect, test } from 'vitest';
import { canonicalText, decisionsOf, differenceWords } from '#domain/plan/difference.ts';
import { kept, planOf, type Case } from './fleet.ts';

const library = kept({ familyName: 'library' });
const editor = kept({ familyName: 'editor', dependencies: [library.id] });
const viewer = kept({ familyName: 'viewer' });
const between = (before: Case, after: Case) =>
  differenceWords(decisionsOf(planOf(before)), decisionsOf(planOf(after)));

describe('[P9] what differs, in words', () => {
  test('nothing', () => {
    const same = { chosen: [editor], known: [library] };
    expect(between(same, same)).toBeUndefined();
    expect(differenceWords(undefined, undefined)).toBeUndefined();
  });

  test('what has been installed meanwhile', () => {
    expect(between({ chosen: [editor], known: [library] }, { chosen: [editor], present: [library] })).toBe(
      'no longer: install library 1.0.0',
    );
    expect(between({ chosen: [viewer] }, { chosen: [viewer], present: [viewer] })).toBe(
      'no longer: install viewer 1.0.0; now: install viewer 1.0.0 (already installed)',
    );
  });

  test('a package that was edited', () => {
    expect(between({ chosen: [viewer] }, { chosen: [{ ...viewer, revision: 2 }] })).toBe(
      'edited meanwhile, or for another reason: install viewer 1.0.0',
    );
  });

  test('the order', () => {
    expect(between({ chosen: [viewer, library] }, { chosen: [library, viewer] })).toBe(
      'the order has changed',
    );
  });

  test('a computer that came or went', () => {
    const some = decisionsOf(planOf({ chosen: [viewer] }));
    expect(differenceWords(undefined, some)).toBe('is part of it now');
    expect(differenceWords(some, undefined)).toBe('is no longer part of it');
  });
});

describe('[P9] the text that is digested', () => {
  const text = (given: Case) => canonicalText(planOf(given));
  const base: Case = { chosen: [editor, viewer], known: [library] };

  test.each([
    ['what is installed', { ...base, present: [viewer] }],
    ['the order', { ...base, chosen: [viewer, editor] }],
    ['the revision of a package', { ...base, chosen: [editor, { ...viewer, revision: 2 }] }],
    ['a reason', { ...base, chosen: [editor, viewer, library] }],
    [
      'the action',
      { chosen: [editor, viewer], present: [editor, viewer], request: { action: 'uninstall' as const } },
    ],
  ])('is another when %s is', (_, other) => {
    expect(text(other)).not.toBe(text(base));
  });

  test('is the same when a name was written differently', () => {
    const renamed = { ...viewer, familyName: 'Viewer' };
    expect(text({ ...base, chosen: [editor, renamed] })).toBe(text(base));
  });
});
