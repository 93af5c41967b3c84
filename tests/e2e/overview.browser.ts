import { expect, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import { setDeploymentStage, type DeploymentStage } from './deployment-stage.ts';
import { expectAccessibleInBothThemes } from './accessible.ts';
import { signedIn } from './people.ts';
import { ADMIN, ADMIN_PASSWORD } from '#tests/support/test-hub.ts';

/** The first page after signing in, and the ways through the console that need no mouse. */
test.describe.configure({ mode: 'serial' });

let stage: DeploymentStage;
let page: Page;
test.beforeAll(async ({ browser }) => {
  stage = await setDeploymentStage(browser);
  ({ page } = stage);
});
test.afterAll(() => stage.dispose());

test('the overview tells by itself what begins, runs and fails', async () => {
  await page.goto('/overview');
  await expect(page.getByTestId('tiles')).toContainText('1 of 2');
  await expect(page.getByText('Nothing is being deployed.')).toBeVisible();

  await stage.create({ name: 'a new editor', packageIds: [stage.editorId] });
  const order = await stage.ada.jobOrder();
  await expect(page.getByRole('link', { name: 'a new editor' })).toBeVisible();
  await stage.step(order, 'executing');
  await stage.step(order, 'failed');
  await expect(page.getByRole('link', { name: 'a new editor' })).toHaveAttribute('href', /state=failed/);
  await expect(page.getByText('1 of 1 failed')).toBeVisible();
  await expect(page.getByText('1 ended, 1 not well')).toBeVisible();
});

test('what starts later stands there with its time', async () => {
  await stage.create({ name: 'for tonight', startAt: new Date(Date.now() + 8.5 * 3_600_000).toISOString() });
  const line = page.getByRole('listitem').filter({ hasText: 'for tonight' });
  await expect(line).toContainText('in 8 h');
  await expectAccessibleInBothThemes(page);
});

test('a palette finds everything by name, by keyboard alone', async () => {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find or do' }).fill('ad');
  await expect(page.getByRole('option', { name: /^ada/ })).toHaveAttribute('aria-selected', 'true');
  await expectAccessibleInBothThemes(page);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'ada' })).toBeVisible();
});

test('it does what the role may do, and says what it may not', async ({ browser }) => {
  await stage.hub.hub.commands.createUser(ADMIN, { name: 'vera', password: ADMIN_PASSWORD, role: 'viewer' });
  const vera = await signedIn(browser, { address: stage.hub.address, name: 'vera' });
  await vera.keyboard.press('Control+k');
  await vera.getByRole('combobox', { name: 'Find or do' }).fill('upload');
  const upload = vera.getByRole('option', { name: /Upload a package/ });
  await expect(upload).toHaveAttribute('aria-disabled', 'true');
  await expect(upload).toContainText('Needs the role operator');
  await vera.getByRole('combobox').fill('go to job');
  await expect(vera.getByText('Nothing fits “go to job”.')).toBeVisible();
  await vera.getByRole('combobox').fill('job con');
  await vera.keyboard.press('Enter');
  await expect(vera).toHaveURL(/\/containers$/);
  await vera.context().close();
});

test('keys lead from page to page, and ? lists them', async () => {
  await page.goto('/overview');
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard' });
  await expect(help).toContainText('Go to Computers');
  await expectAccessibleInBothThemes(page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await expect(page).toHaveURL(/\/packages$/);
});

test('on a phone what is farther away is behind the last button', async ({ browser }) => {
  const context = await browser.newContext({
    baseURL: stage.hub.address,
    viewport: { width: 390, height: 844 },
  });
  await context.addCookies(await page.context().cookies());
  const phone = await context.newPage();
  await phone.goto('/overview');
  await phone.getByRole('button', { name: 'More' }).click();
  await phone.getByRole('dialog', { name: 'More' }).getByRole('link', { name: 'Groups' }).click();
  await expect(phone.getByRole('heading', { level: 1, name: 'Groups' })).toBeVisible();
  await phone.getByRole('button', { name: 'Find anything' }).click();
  await expect(phone.getByRole('combobox', { name: 'Find or do' })).toBeFocused();
  await context.close();
});
