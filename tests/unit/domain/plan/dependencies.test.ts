import { expect, test } from 'vitest';
import { circleThrough, contradictsItsFamily, nameOf } from '#domain/plan/dependencies.ts';
import { anId } from '#tests/support/builders.ts';
import { kept } from './fleet.ts';

const byId = (packages: ReturnType<typeof kept>[]) => new Map(packages.map((one) => [one.id, one]));

test('[P7] a circle is found and named from end to end', () => {
  const [a, b, c] = [anId(), anId(), anId()];
  const one = kept({ id: a, familyName: 'a', dependencies: [b] });
  const packages = byId([
    one,
    kept({ id: b, familyName: 'b', dependencies: [c] }),
    kept({ id: c, familyName: 'c', dependencies: [a] }),
  ]);
  expect(circleThrough(one, packages)?.map(nameOf)).toEqual(['a 1.0.0', 'b 1.0.0', 'c 1.0.0', 'a 1.0.0']);
});

test('[P7] a package that needs itself is a circle', () => {
  const id = anId();
  const one = kept({ id, familyName: 'a', dependencies: [id] });
  expect(circleThrough(one, byId([one]))?.map(nameOf)).toEqual(['a 1.0.0', 'a 1.0.0']);
});

test('[P7] two ways to one package are no circle; nor is a circle elsewhere', () => {
  const [b, c, d] = [anId(), anId(), anId()];
  const top = kept({ dependencies: [b, c] });
  const packages = byId([
    top,
    kept({ id: b, dependencies: [d] }),
    kept({ id: c, dependencies: [d] }),
    kept({ id: d, dependencies: [d] }),
  ]);
  expect(circleThrough(top, packages)).toBeUndefined();
});

test.each([
  ['uninstallOthers', true],
  ['replacesOthers', false],
  ['keepsOthers', false],
] as const)(
  '[P7] %s: needing an older version of its own family is refused: %s',
  (upgradeBehaviour, refused) => {
    const old = kept({ version: '1' });
    const patch = kept({ familyId: old.familyId, version: '2', dependencies: [old.id], upgradeBehaviour });
    expect(contradictsItsFamily(patch, byId([old]))).toBe(refused ? old : undefined);
  },
);
