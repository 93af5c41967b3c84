import { describe, expect, it, test } from 'vitest';
import { isNewerVersion, versionOrder } from '#domain/versions.ts';
import { seeded, seeds, type Seeded } from './seeded.ts';

const inOrder = (versions: readonly string[]) =>
  versions.toSorted((one, other) => (versionOrder(one) < versionOrder(other) ? -1 : 1));

describe('[V1] versions are ordered by what they say', () => {
  it.each<[string, string[]]>([
    ['numbers count, whatever their length', ['1.9', '1.10', '1.10.1', '2', '10', '2024.1.15', '20240115']],
    ['unfinished ones come before', ['2.0-dev', '2.0-alpha', '2.0-alpha.2', '2.0-beta1', '2.0-rc.1', '2.0']],
    ['numbers behind words count as numbers', ['2.0-rc.2', '2.0-rc.10', '2.0-SNAPSHOT', '2.0', '2.0.1-rc1']],
    ['words and letters come after', ['1.0.2', '1.0.2a', '1.0.2b', '1.0.3', '1.0.3 SP1']],
    ['Debian: a tilde before, a revision after', ['2.0~rc1-1', '2.0', '2.0-1', '2.0-1ubuntu2', '2.0+dfsg-1']],
    ['Debian: the epoch goes before all else', ['9.9-1', '1:0.1-1', '1:0.2~beta-1', '1:0.2-1', '2:0.0.1']],
    ['what is behind a hyphen comes before another part', ['2.0-1', '2.0-9', '2.0.1', '2.0.1-1']],
  ])('%s', (_what, versions) => {
    expect(inOrder(versions.toReversed())).toEqual(versions);
    for (const [place, version] of versions.entries()) {
      expect(versions.filter((other) => isNewerVersion(version, other))).toEqual(versions.slice(0, place));
    }
  });

  it.each([
    ['2.0', 'v2'],
    ['2.0.0', '2'],
    ['2.0-RC1', '2.0rc1'],
    ['2.0 rc 1', '2.0.0-rc.1'],
    ['1.02', '1.2'],
    ['0:1.4', '1.4'],
  ])('%s and %s are one version', (one, other) => {
    expect(versionOrder(one)).toBe(versionOrder(other));
    expect([isNewerVersion(one, other), isNewerVersion(other, one)]).toEqual([false, false]);
  });
});

const numbers = (chosen: Seeded, most = 4) =>
  Array.from({ length: chosen.whole(1, most) }, () => chosen.oneOf([0, 1, 2, 9, 10, 11, 100, 2_024]));

/** The first place that differs decides, and what is not there is 0. */
function arithmetic(one: number[], other: number[]): number {
  for (let place = 0; place < Math.max(one.length, other.length); place += 1) {
    const difference = (one[place] ?? 0) - (other[place] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}
const compared = (one: string, other: string) =>
  Number(isNewerVersion(one, other)) - Number(isNewerVersion(other, one));

test('[V1] numbers at random agree with the arithmetic', () => {
  for (const seed of seeds(2_000)) {
    const chosen = seeded(seed);
    const [one, other] = [numbers(chosen), numbers(chosen)];
    expect(compared(one.join('.'), other.join('.')), `${one.join('.')} ${other.join('.')}`).toBe(
      arithmetic(one, other),
    );
  }
});

test('[V1] whatever a version is, unfinished is before it, and a revision, an addition, an epoch after', () => {
  for (const seed of seeds(500)) {
    const chosen = seeded(seed);
    const suffix = chosen.oneOf(['', '-1', '+dfsg', '-2ubuntu1', 'b', '-rc2']);
    const version = `${numbers(chosen).join('.')}${suffix}`;
    for (const before of ['~', '~rc1', '~~x']) expect(compared(version, version + before)).toBe(1);
    for (const after of ['-9', '+x', '.1', 'z']) expect(compared(version + after, version)).toBe(1);
    expect(compared(`1:${version}`, `${numbers(chosen).join('.')}`)).toBe(1);
  }
});

it('[V2] a text of an order is short, whatever the version', () => {
  expect(versionOrder('1~'.repeat(30)).length).toBeLessThan(500);
  expect(versionOrder('').length).toBeLessThan(500);
});
