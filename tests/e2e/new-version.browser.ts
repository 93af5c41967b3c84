import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import type { PackageView } from '#protocol/views/package.ts';
import { aComputer } from '#tests/support/builders.ts';
import { startConsoleHub } from '#tests/support/console-hub.ts';
import { givenPackage } from '#tests/support/deployments.ts';
import { ADMIN, ADMIN_PASSWORD, type TestHub } from '#tests/support/test-hub.ts';
import { expectAccessibleInBothThemes } from './accessible.ts';
import { signIn } from './console.ts';

/** A new version is made from an old one: with other files, with the same; a mistyped one is corrected. */
test.describe.configure({ mode: 'serial' });

let hub: TestHub;
let page: Page;
let source: PackageView;
test.beforeAll(async ({ browser }) => {
  hub = await startConsoleHub();
  const runtime = await givenPackage(hub, { familyName: 'Runtime', version: '9' });
  source = await givenPackage(hub, {
    familyName: 'Quiet Editor',
    version: '1.4',
    file: { name: 'setup.sh', text: 'echo old' },
    notes: 'as it was',
    installProcedure: 'sh setup.sh',
    installJoiner: 'all',
    uninstallNeedsContent: true,
    timeLimitSeconds: 600,
    postAction: 'restart',
    dependencies: [runtime.id],
    compatibleSystems: [{ family: 'linux' }],
    softwareMatch: { namePattern: 'quiet-editor', versionPattern: '1.*' },
  });
  const context = await browser.newContext({
    baseURL: hub.address,
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  page = await context.newPage();
  await page.goto('/');
  await signIn(page, { name: 'admin', password: ADMIN_PASSWORD });
});
test.afterAll(async () => {
  await hub.dispose();
});

const versions = async () => (await hub.hub.queries.family(ADMIN, source.familyId)).packages;
const listed = () => page.getByRole('region', { name: 'In the list of installed software' });
const open = async () => {
  await page.goto(`/packages/${source.familyId}/${source.id}`);
  await page.getByRole('link', { name: 'New version' }).click();
  await expect(
    page.getByRole('heading', { level: 1, name: 'New version of Quiet Editor 1.4' }),
  ).toBeVisible();
};
/** Everything that a new version has as its source has it. */
const inherited = ({ install, uninstall, notes, dependencies, compatibleSystems, ...rest }: PackageView) => ({
  ...{ install, uninstall, notes, dependencies, compatibleSystems },
  uninstallNeedsContent: rest.uninstallNeedsContent,
  timeLimitSeconds: rest.timeLimitSeconds,
  postAction: rest.postAction,
  upgradeBehaviour: rest.upgradeBehaviour,
});

test('with other files it has all else; what named the old version alone is left out, and said', async () => {
  await open();
  await expect(page.getByLabel('Family')).toHaveValue('Quiet Editor');
  await expect(page.getByLabel('Version')).toHaveValue('');
  await expect(listed().getByLabel('Listed as')).toHaveValue('1.*');
  await expect(listed()).toContainText('left empty: the version of the package');
  await page.getByLabel('Version').fill('1.5');
  await expect(listed()).toContainText('left empty: 1.5');
  await page.getByLabel('Version').fill('2.0');
  await expect(listed()).toContainText('“1.*” does not fit 2.0 and is left out');
  await page.getByTestId('files').setInputFiles({
    name: 'setup.sh',
    mimeType: 'text/plain',
    buffer: Buffer.from('echo new'),
  });
  await expect(page.getByTestId('upload-progress')).toContainText('Uploaded');
  await expectAccessibleInBothThemes(page);
  await page.getByRole('button', { name: 'Create the package' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Quiet Editor 2.0' })).toBeVisible();
  const [made] = await versions();
  expect(made).toMatchObject({ ...inherited(source), softwareMatch: { namePattern: 'quiet-editor' } });
  expect(made?.softwareMatch).not.toHaveProperty('versionPattern');
  expect(made?.content?.sha256).not.toBe(source.content?.sha256);
  expect(existsSync(join(hub.dataDirectory, 'content', `${made?.content?.sha256 ?? ''}.zip`))).toBe(true);
});

test('with the same files nothing is uploaded', async () => {
  await open();
  await page.getByLabel('Version').fill('1.5');
  await page.getByRole('checkbox', { name: /^Use the same files as 1\.4: setup\.sh\.zip, / }).check();
  await expect(page.getByRole('group', { name: 'Files of the package' })).toHaveCount(0);
  await expectAccessibleInBothThemes(page);
  await page.getByRole('button', { name: 'Create the package' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Quiet Editor 1.5' })).toBeVisible();
  const made = (await versions()).find(({ version }) => version === '1.5');
  expect(made).toMatchObject({
    ...inherited(source),
    content: source.content,
    softwareMatch: source.softwareMatch,
  });
});

test('a version that is there already is said at the version; a mistyped one is corrected', async () => {
  await open();
  await page.getByLabel('Version').fill('1.5');
  await page.getByRole('button', { name: 'Create without files' }).click();
  await expect(page.getByText('has a version 1.5 already').first()).toBeVisible();

  await page.goto(`/packages/${source.familyId}/${source.id}/edit`);
  await page.getByLabel('Version', { exact: true }).fill('1.5');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('has a version 1.5 already').first()).toBeVisible();
  await page.getByLabel('Version', { exact: true }).fill('1.4.1');
  await expectAccessibleInBothThemes(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Quiet Editor 1.4.1' })).toBeVisible();
  // Of the family the newest version comes first, whenever it was made.
  await page.goto(`/packages/${source.familyId}`);
  const rows = page.getByTestId('versions').locator('tbody tr');
  await expect(rows).toHaveText([/2\.0/, /1\.5/, /1\.4\.1/]);
});

test('the assistant takes all that its address names, however many', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 230; n += 1) {
    ids.push((await hub.context.store.computers.insert(aComputer({ name: `named-${1000 + n}` }))).id);
  }
  const query = ids.map((id) => `computer=${id}`).join('&');
  await page.goto(`/containers/new?package=${source.id}&${query}`);
  const computers = page.getByRole('region', { name: /^Computers/ });
  await expect(computers.getByText('230', { exact: true })).toBeVisible();
});
