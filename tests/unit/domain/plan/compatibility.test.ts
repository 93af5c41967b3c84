import { describe, expect, test } from 'vitest';
import { compareVersions, matchesPattern, misfit, type SystemFacts } from '#domain/plan/compatibility.ts';
import { CompatibleSystem } from '#protocol/package.ts';
import { DEBIAN } from './fleet.ts';

const UBUNTU: SystemFacts = {
  family: 'linux',
  name: 'Ubuntu',
  version: '22.04.3 LTS',
  architecture: 'aarch64',
};
const WINDOWS: SystemFacts = {
  family: 'windows',
  name: 'Microsoft Windows 11 Pro',
  version: '10.0.22631',
  architecture: 'x64',
};
const ROLLING: SystemFacts = {
  family: 'linux',
  name: 'Arch Linux',
  version: 'rolling',
  architecture: 'x86_64',
};
const fits = (systems: unknown[], facts: SystemFacts | undefined) =>
  misfit(CompatibleSystem.array().parse(systems), facts) === undefined;

describe('[P6] a system', () => {
  test.each([
    ['no system named', [], undefined, true],
    ['family', [{ family: 'linux' }], DEBIAN, true],
    ['another family', [{ family: 'macos' }], DEBIAN, false],
    ['name, any case', [{ namePattern: 'debian*' }], DEBIAN, true],
    ['part of the name alone', [{ namePattern: 'debian' }], DEBIAN, false],
    ['lower bound itself', [{ minVersion: '12' }], DEBIAN, true],
    ['below the lower bound', [{ minVersion: '12.1' }], DEBIAN, false],
    ['upper bound as far as it is named', [{ maxVersion: '22.04' }], UBUNTU, true],
    ['beyond the upper bound', [{ maxVersion: '22.04.2' }], UBUNTU, false],
    ['a range', [{ minVersion: '10.0.19041', maxVersion: '10' }], WINDOWS, true],
    ['a version that is no number', [{ minVersion: '1' }], ROLLING, false],
    ['no version asked for', [{ family: 'linux' }], ROLLING, true],
    ['architecture by another name', [{ architectures: ['arm64'] }], UBUNTU, true],
    ['another architecture', [{ architectures: ['x64'] }], UBUNTU, false],
    [
      'one of two systems',
      [{ family: 'macos' }, { family: 'windows', architectures: ['x64'] }],
      WINDOWS,
      true,
    ],
    ['every part must fit', [{ family: 'linux', architectures: ['arm64'], maxVersion: '20' }], UBUNTU, false],
    ['not known yet', [{}], undefined, false],
  ])('%s', (_, systems, facts, expected) => {
    expect(fits(systems, facts)).toBe(expected);
  });
});

test('[P6] several systems are all named', () => {
  const systems = CompatibleSystem.array().parse([
    { family: 'macos', minVersion: '13', maxVersion: '15' },
    { namePattern: 'Ubuntu*', maxVersion: '24.04' },
  ]);
  expect(misfit(systems, undefined)).toBe(
    'It is made for macOS 13 to 15, or Ubuntu* up to 24.04; the system of this computer is not known yet.',
  );
});

test.each([
  ['Debian GNU/Linux', '*linux', true],
  ['Debian GNU/Linux', 'Debian ???/*', true],
  ['Debian', 'Debian?', false],
  ['Debian', '***', true],
  ['', '*', true],
  ['', '?', false],
  ['a.c', 'a[.]c', false],
  ['abcabd', '*ab?', true],
])('[P6] %j matches %j: %s', (name, pattern, expected) => {
  expect(matchesPattern(name, pattern)).toBe(expected);
});

test('[P6] a pattern of many stars takes no time', () => {
  const begun = performance.now();
  expect(matchesPattern('a'.repeat(300), `${'*a'.repeat(59)}b`)).toBe(false);
  expect(performance.now() - begun).toBeLessThan(1_000);
});

test('[P6] versions are compared as numbers', () => {
  expect(['10', '9.9', '10.0.1', '2'].toSorted(compareVersions)).toEqual(['2', '9.9', '10', '10.0.1']);
});
