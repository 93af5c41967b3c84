import { expect, test } from 'vitest';
import { packageRequest, usualRules, type DraftFields } from '#lib/packages/draft-fields.ts';
import { inOrder } from '#lib/packages/package-file.ts';
import { suggestInto } from '#lib/packages/suggest-into.ts';
import { systemWords } from '#lib/words/systems.ts';
import { CreatePackage } from '#protocol/requests.ts';
import type { PackageSuggestion } from '#protocol/views/upload.ts';

const MSI: PackageSuggestion = {
  from: 'Editor-2.1-x64.msi',
  familyName: 'Editor',
  version: '2.1',
  installProcedure: 'msiexec /i',
  uninstallProcedure: 'msiexec /x',
  successCodes: [0, 3010],
  uninstallNeedsContent: true,
  compatibleSystems: [{ family: 'windows', architectures: ['x64'] }],
};
const of = { familyId: undefined, contentSha256: 'c'.repeat(64) };

const emptyForm = (familyName = ''): DraftFields => ({
  familyName,
  version: '',
  notes: '',
  install: { procedure: '', successCodes: '0', joiner: 'script' },
  uninstall: { procedure: '', successCodes: '0', joiner: 'script' },
  uninstallNeedsContent: false,
  limitMinutes: 120,
  rules: usualRules(),
  systems: [],
  onlyTheseSystems: false,
});

test('a suggestion goes into empty fields alone, and says which', () => {
  const draft = emptyForm();
  draft.version = '7';
  draft.install.successCodes = '5';
  expect(suggestInto(draft, MSI).filled).toEqual(['the name', 'both procedures', 'the system']);
  expect(CreatePackage.parse(packageRequest(draft, of))).toMatchObject({
    familyName: 'Editor',
    version: '7',
    installProcedure: 'msiexec /i',
    installSuccessCodes: [5],
    uninstallSuccessCodes: [0, 3010],
    uninstallNeedsContent: true,
    compatibleSystems: MSI.compatibleSystems,
    contentSha256: of.contentSha256,
  });
});

test('a procedure that somebody wrote keeps everything that belongs to it', () => {
  const draft = emptyForm('Mine');
  draft.uninstall.procedure = 'mine';
  expect(suggestInto(draft, MSI).filled).toEqual(['the version', 'a procedure', 'the system']);
  expect(draft.uninstall).toEqual({ procedure: 'mine', successCodes: '0', joiner: 'script' });
  expect(draft.uninstallNeedsContent).toBe(false);
});

test('with other files the suggestion goes, but for what was changed since', () => {
  const draft = emptyForm();
  const suggested = suggestInto(draft, MSI);
  draft.version = '2.1 beta';
  suggested.withdraw();
  expect(packageRequest(draft, of)).toMatchObject({
    familyName: '',
    version: '2.1 beta',
    installProcedure: '',
    installSuccessCodes: [0],
    uninstallSuccessCodes: [0],
  });
  expect(packageRequest(draft, of)).not.toHaveProperty('compatibleSystems');
});

test('the system is only sent when it is wanted; an existing family goes by its id', () => {
  const draft = emptyForm('Editor');
  suggestInto(draft, MSI);
  draft.onlyTheseSystems = false;
  const request = packageRequest(draft, { familyId: 'f', contentSha256: undefined });
  expect(request).toMatchObject({ familyId: 'f' });
  for (const name of ['familyName', 'compatibleSystems', 'contentSha256'])
    expect(request).not.toHaveProperty(name);
});

test('equal folders are sent in equal order, whatever the browser gives', () => {
  const file = (path: string) => ({ path, file: new File([], path) });
  expect(inOrder(['b/2', 'a', 'b/1', 'B'].map(file)).map(({ path }) => path)).toEqual([
    'B',
    'a',
    'b/1',
    'b/2',
  ]);
});

test('systems in words', () => {
  expect(systemWords({ family: 'linux', architectures: ['x64', 'arm64'] })).toBe(
    'Linux on x64 or ARM 64-bit',
  );
  expect(systemWords({ family: 'windows', minVersion: '10', architectures: [] })).toBe('Windows from 10');
  expect(systemWords({ namePattern: 'Debian*', minVersion: '12', maxVersion: '13', architectures: [] })).toBe(
    'Debian* 12 to 13',
  );
});
