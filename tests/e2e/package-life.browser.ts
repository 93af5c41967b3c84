import { expect, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import { startConsoleHub } from '#tests/support/console-hub.ts';
import { givenPackage } from '#tests/support/deployments.ts';
import { aPng } from '#tests/support/icons.ts';
import { ADMIN, ADMIN_PASSWORD, type TestHub } from '#tests/support/test-hub.ts';
import { expectAccessibleInBothThemes } from './accessible.ts';
import { signIn } from './console.ts';

/** A family and its packages after they were made: icon, notes, editing, copying, deleting. */
test.describe.configure({ mode: 'serial' });

let hub: TestHub;
let page: Page;
let family: string;

test.beforeAll(async ({ browser }) => {
  hub = await startConsoleHub();
  const one = await givenPackage(hub, { familyName: 'Quiet Editor', version: '1.0', installProcedure: 'a' });
  await givenPackage(hub, { familyName: 'Runtime', version: '9' });
  family = `/packages/${one.familyId}`;
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

test('a family gets an icon, another name and notes that do nothing but say something', async () => {
  await page.goto(family);
  await page.getByLabel('Icon of Quiet Editor').setInputFiles({
    name: 'icon.svg.png',
    mimeType: 'image/png',
    buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
  });
  await expect(page.getByText('This is none of them.')).toBeVisible();
  await page.getByLabel('Icon of Quiet Editor').setInputFiles({
    name: 'icon.png',
    mimeType: 'image/png',
    buffer: aPng({ width: 64, height: 64 }),
  });
  await expect(page.getByText('The icon was saved.')).toBeVisible();
  const icon = page.locator('h1').locator('..').locator('img');
  await expect(icon).toHaveJSProperty('naturalWidth', 64);

  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByLabel('Name', { exact: true }).fill('Loud Editor');
  await page
    .getByRole('dialog')
    .getByLabel('Notes')
    .fill('**Bold** <script>document.title = "owned"</script> <img src=x onerror="document.title=1">');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Loud Editor' })).toBeVisible();
  const notes = page.getByRole('region', { name: 'Notes' });
  await expect(notes.locator('strong')).toHaveText('Bold');
  await expect(notes).toContainText('<script>');
  await expect(notes.locator('script, img')).toHaveCount(0);
  await expect(page).toHaveTitle('Loud Editor · Reveille');
  await expectAccessibleInBothThemes(page);
  await page.goto('/packages');
  await expect(page.getByTestId('families').locator('img')).toHaveJSProperty('naturalWidth', 64);
});

test('a package is edited in everything that may be, with a preview of what is run', async () => {
  await page.goto(family);
  await page.getByTestId('versions').getByRole('link', { name: '1.0', exact: true }).click();
  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Edit Loud Editor 1.0' })).toBeVisible();
  const install = page.getByRole('region', { name: 'Install', exact: true });
  await install.getByLabel('Procedure', { exact: true }).fill('# first\necho a\necho b');
  await install.getByLabel('Each line must succeed').check();
  await expect(page.getByTestId('install-preview')).toHaveText('{ echo a\n} && { echo b\n}');
  await page.getByLabel('What is installed already').selectOption('keepsOthers');
  await page.getByLabel('After success').selectOption('restart');
  await page.getByLabel('Made for').selectOption('Linux');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByLabel('Needs, in this order').fill('runt');
  await page.getByTestId('dependencies-found').getByRole('button', { name: 'Runtime 9' }).click();
  await page.getByLabel('The uninstall procedure needs the files too').check();
  await expectAccessibleInBothThemes(page);
  await page.getByRole('button', { name: 'Save' }).click();
  const rules = page.getByRole('region', { name: 'Rules' });
  await expect(rules).toContainText('Keep other versions beside it');
  await expect(rules).toContainText('Restart the computer');
  await expect(rules).toContainText('Linux');
  await expect(rules.getByRole('link', { name: 'Runtime 9' })).toBeVisible();
  await expectAccessibleInBothThemes(page);
});

test('a circle of needs is refused where the need is written', async () => {
  const { rows } = await hub.hub.queries.packages(ADMIN, { search: 'Runtime' });
  const [runtime] = rows;
  await page.goto(`/packages/${runtime?.familyId ?? ''}/${runtime?.id ?? ''}/edit`);
  await page.getByLabel('Needs, in this order').fill('loud');
  await page.getByTestId('dependencies-found').getByRole('button', { name: 'Loud Editor 1.0' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Runtime 9 needs Loud Editor 1.0 needs Runtime 9.').first()).toBeVisible();
});

test('what others need is not deleted; a copy is; then the family goes too', async () => {
  const { rows } = await hub.hub.queries.packages(ADMIN, { search: 'Runtime' });
  const [runtime] = rows;
  await page.goto(`/packages/${runtime?.familyId ?? ''}/${runtime?.id ?? ''}`);
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByTestId('use').getByRole('link', { name: 'Loud Editor 1.0' })).toBeVisible();
  await page.getByRole('button', { name: 'Go back' }).click();

  await page.goto(family);
  await page.getByTestId('versions').getByRole('link', { name: '1.0', exact: true }).click();
  await page.getByRole('link', { name: 'New version' }).click();
  await page.getByLabel('Version').fill('2.0');
  await page.getByRole('button', { name: 'Create without files' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Loud Editor 2.0' })).toBeVisible();
  for (const version of ['2.0', '1.0']) {
    await page.goto(family);
    await page.getByTestId('versions').getByRole('link', { name: version, exact: true }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).first().click();
    await page.getByRole('dialog').getByRole('textbox').fill(`Loud Editor ${version}`);
    await page.getByRole('button', { name: `Delete Loud Editor ${version}` }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Loud Editor', exact: true })).toBeVisible();
  }
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('Loud Editor');
  await page.getByRole('button', { name: 'Delete Loud Editor' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Packages' })).toBeVisible();
  await expect(page.getByTestId('families').locator('tbody').getByRole('link')).toHaveText(['Runtime']);
});
