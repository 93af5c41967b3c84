import { describe, expect, test } from 'vitest';
import {
  droppedPattern,
  editFieldsOf,
  editRequest,
  newVersionOf,
  packageRequest,
  usualRules,
  type DraftFields,
} from '#lib/packages/draft-fields.ts';
import { inOrder } from '#lib/packages/package-file.ts';
import { suggestInto } from '#lib/packages/suggest-into.ts';
import { systemWords } from '#lib/words/systems.ts';
import { CreatePackage } from '#protocol/requests.ts';
import type { PackageView } from '#protocol/views/package.ts';
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
  softwareName: '',
  softwareVersion: '',
  systems: [],
  onlyTheseSystems: false,
});

test('a suggestion goes into empty fields alone, and says which', () => {
  const draft = emptyForm();
  draft.version = '7';
  draft.install.successCodes = '5';
  expect(suggestInto(draft, MSI).filled).toEqual(['name', 'bothProcedures', 'system']);
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
  expect(suggestInto(draft, MSI).filled).toEqual(['version', 'oneProcedure', 'system']);
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

const DEB: PackageSuggestion = {
  from: 'editor_2.1-3_all.deb',
  familyName: 'editor',
  version: '2.1-3',
  uninstallNeedsContent: false,
  compatibleSystems: [],
  softwareMatch: { namePattern: 'editor' },
};

test('how the system lists it is suggested, in the version of the file where the package is given another', () => {
  const draft = emptyForm();
  expect(suggestInto(draft, DEB).filled).toEqual(['name', 'version', 'listing']);
  expect(packageRequest(draft, of)).toMatchObject({ softwareMatch: { namePattern: 'editor' } });
  const other = { ...emptyForm(), version: '2.1' };
  const suggested = suggestInto(other, DEB);
  expect(packageRequest(other, of)).toMatchObject({
    softwareMatch: { namePattern: 'editor', versionPattern: '2.1-3' },
  });
  suggested.withdraw();
  expect(packageRequest(other, of)).not.toHaveProperty('softwareMatch');
});

describe('a new version of a package', () => {
  const source: PackageView = {
    id: 'a'.repeat(24),
    familyId: 'b'.repeat(24),
    familyName: 'Editor',
    version: '1.4',
    notes: 'as it was',
    install: { procedure: 'sh a.sh\ntrue', successCodes: [0, 7], joiner: 'all' },
    uninstall: { procedure: 'sh b.sh', successCodes: [0], joiner: 'script' },
    uninstallNeedsContent: true,
    timeLimitSeconds: 90,
    dependencies: ['c'.repeat(24)],
    compatibleSystems: [{ family: 'linux', architectures: ['x64'] }],
    upgradeBehaviour: 'keepsOthers',
    postAction: 'restart',
    softwareMatch: { namePattern: 'editor', versionPattern: '1.*' },
    createdAt: '2026-03-01T08:00:00.000Z',
    createdBy: 'ada',
    revision: 4,
  };
  const needs = [{ id: 'c'.repeat(24), name: 'Runtime 9' }];
  const { familyId } = source;
  const request = (draft: DraftFields) =>
    packageRequest(draft, { familyId, contentSha256: undefined, source });

  test('has everything but the version', () => {
    const draft = newVersionOf(source, needs);
    expect(draft.version).toBe('');
    const sent = CreatePackage.parse(request({ ...draft, version: '1.5' }));
    const { id: _, familyName: __, createdAt: ___, createdBy: ____, revision: _____, ...same } = source;
    const { install, uninstall, ...rest } = same;
    expect(sent).toEqual({
      ...rest,
      version: '1.5',
      installProcedure: install.procedure,
      installSuccessCodes: install.successCodes,
      installJoiner: install.joiner,
      uninstallProcedure: uninstall.procedure,
      uninstallSuccessCodes: uninstall.successCodes,
      uninstallJoiner: uninstall.joiner,
    });
  });

  test('[M4] leaves a pattern out that names the old version alone, unless somebody has changed it', () => {
    const draft = { ...newVersionOf(source, needs), version: '2.0' };
    expect(droppedPattern(draft, source)).toBe('1.*');
    expect(request(draft)).toMatchObject({ softwareMatch: { namePattern: 'editor' } });
    expect(request(draft)['softwareMatch']).not.toHaveProperty('versionPattern');
    const own = { ...draft, softwareVersion: '2.*' };
    expect(droppedPattern(own, source)).toBeUndefined();
    expect(request(own)).toMatchObject({ softwareMatch: { versionPattern: '2.*' } });
    expect(droppedPattern({ ...draft, version: ' ' }, source)).toBeUndefined();
  });

  test('a version is only sent with an edit when it was corrected', () => {
    const draft = editFieldsOf(source, needs);
    expect(editRequest(draft, source)).not.toHaveProperty('version');
    expect(editRequest({ ...draft, version: ' 1.40 ' }, source)).toMatchObject({
      version: '1.40',
      revision: 4,
    });
  });
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
