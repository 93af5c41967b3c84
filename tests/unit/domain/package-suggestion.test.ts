import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { driftOf } from '#domain/drift.ts';
import { nameParts } from '#domain/installer-name.ts';
import { suggestPackage } from '#domain/package-suggestion.ts';
import { posixFile, windowsFile } from '#domain/shell-words.ts';

const DEBIAN = { package: 'hello', version: '1:2.10-3', architecture: 'amd64', synopsis: 'says hello' };

test('[K5] a .deb suggests what its control file says, and procedures that ask nobody', () => {
  expect(suggestPackage({ path: 'hello_2.10-3_amd64.deb', debian: DEBIAN })).toEqual({
    from: 'hello_2.10-3_amd64.deb',
    familyName: 'hello',
    version: '1:2.10-3',
    notes: 'says hello',
    installProcedure:
      'DEBIAN_FRONTEND=noninteractive dpkg --force-confdef --force-confold --install ./hello_2.10-3_amd64.deb',
    uninstallProcedure: 'DEBIAN_FRONTEND=noninteractive dpkg --remove hello',
    uninstallNeedsContent: false,
    compatibleSystems: [{ family: 'linux', architectures: ['x64'] }],
    softwareMatch: { namePattern: 'hello' },
  });
});

test('[K5] [I1] what a .deb suggests is found where dpkg lists it', () => {
  const { version = '', softwareMatch } = suggestPackage({ path: 'a.deb', debian: DEBIAN }) ?? {};
  const entity = { version, ...(softwareMatch === undefined ? {} : { softwareMatch }) };
  const software = [{ name: DEBIAN.package, version: DEBIAN.version, architecture: 'amd64' }];
  const listed = { software, at: new Date(0) };
  expect(driftOf({ installedAt: new Date(0) }, entity, listed)).toEqual({ state: 'ok' });
});

test.each([
  ['amd64', ['x64']],
  ['arm64', ['arm64']],
  ['i386', ['ia32']],
  ['armhf', ['arm']],
  ['all', []],
  ['riscv64', []],
])('[K5] the architecture %s of Debian fits %j', (architecture, architectures) => {
  const suggestion = suggestPackage({ path: 'a.deb', debian: { ...DEBIAN, architecture } });
  expect(suggestion?.compatibleSystems).toEqual([{ family: 'linux', architectures }]);
});

test('[K5] a .deb without a description suggests no notes, one that cannot be read nothing at all', () => {
  const silent = suggestPackage({ path: 'a.deb', debian: { ...DEBIAN, synopsis: '' } });
  expect(silent).not.toHaveProperty('notes');
  expect(suggestPackage({ path: 'a.deb' })).toBeUndefined();
});

test('[K5] a .msi is installed without questions and without a restart of its own', () => {
  expect(suggestPackage({ path: 'Editor-2.1.3-x64.msi' })).toEqual({
    from: 'Editor-2.1.3-x64.msi',
    familyName: 'Editor',
    version: '2.1.3',
    installProcedure: 'msiexec /i "Editor-2.1.3-x64.msi" /qn /norestart',
    uninstallProcedure: 'msiexec /x "Editor-2.1.3-x64.msi" /qn /norestart',
    successCodes: [0, 1641, 3010],
    uninstallNeedsContent: true,
    compatibleSystems: [{ family: 'windows', architectures: ['x64'] }],
  });
});

test('[K5] a .rpm and a .pkg by the names of their files', () => {
  expect(suggestPackage({ path: 'sub/htop-3.2.1-1.el9.x86_64.rpm' })).toMatchObject({
    from: 'htop-3.2.1-1.el9.x86_64.rpm',
    familyName: 'htop',
    version: '3.2.1-1.el9',
    installProcedure: 'rpm --upgrade --verbose ./sub/htop-3.2.1-1.el9.x86_64.rpm',
    uninstallProcedure: 'rpm --erase htop',
    softwareMatch: { namePattern: 'htop' },
    compatibleSystems: [{ family: 'linux', architectures: ['x64'] }],
  });
  const pkg = suggestPackage({ path: 'Tool 5.17.pkg' });
  expect(pkg).toMatchObject({
    familyName: 'Tool',
    version: '5.17',
    installProcedure: "installer -pkg './Tool 5.17.pkg' -target /",
    compatibleSystems: [{ family: 'macos', architectures: [] }],
  });
  expect(pkg).not.toHaveProperty('uninstallProcedure');
});

test('[K5] any other file suggests nothing', () => {
  expect(suggestPackage({ path: 'setup.sh' })).toBeUndefined();
});

test.each([
  ['Editor-2.1.3-x64.msi', { name: 'Editor', version: '2.1.3', architecture: 'x64' }],
  ['Firefox Setup 128.0.msi', { name: 'Firefox Setup', version: '128.0' }],
  ['node-v20.1.0-x86.msi', { name: 'node', version: '20.1.0', architecture: 'ia32' }],
  ['tool_x86_64.pkg', { name: 'tool', architecture: 'x64' }],
  ['7-zip.msi', { name: '7 zip' }],
  ['.msi', { name: '.msi' }],
])('[K5] the name %s', (file, parts) => {
  expect(nameParts(file)).toEqual(parts);
});

describe('[K4] the name of a file never becomes more than a word', () => {
  test.each([
    'plain.deb',
    "it's.deb",
    '$(reboot).deb',
    '`id`; rm -rf *.deb',
    '-rf.deb',
    '~root.deb',
    'a b"c\\d&e|f.deb',
    '*.deb',
    'ünï.deb',
  ])('for a POSIX shell: %s', (name) => {
    const printed = execFileSync('/bin/sh', ['-c', `printf %s ${posixFile(name)}`], { encoding: 'utf8' });
    expect(printed).toBe(`./${name}`);
  });

  test('for Windows it is quoted, and where that does not help there is no procedure', () => {
    expect(windowsFile('sub folder/a&b.msi')).toBe(String.raw`"sub folder\a&b.msi"`);
    for (const name of ['%PATH%.msi', 'a"b.msi', 'a!b!.msi', 'a^b.msi']) {
      expect(windowsFile(name)).toBeUndefined();
      const suggestion = suggestPackage({ path: name });
      expect(suggestion).toMatchObject({ from: name, uninstallNeedsContent: false });
      expect(suggestion).not.toHaveProperty('installProcedure');
    }
  });
});
