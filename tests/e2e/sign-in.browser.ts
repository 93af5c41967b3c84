import { expect, type Browser, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import { startConsoleHub, type ConsoleHub } from '#tests/support/console-hub.ts';
import { ADMIN, ADMIN_PASSWORD } from '#tests/support/test-hub.ts';
import { expectAccessible, expectAccessibleInBothThemes } from './accessible.ts';
import { signIn } from './console.ts';
import { onNarrowScreen } from './narrow.ts';

/** The way in, and the way back in. */
test.describe.configure({ mode: 'serial' });

const HOUR = 3_600_000;

let hub: ConsoleHub;
let page: Page;

test.beforeAll(async ({ browser }) => {
  hub = await startConsoleHub();
  const context = await browser.newContext({ baseURL: hub.address });
  page = await context.newPage();
});
test.afterAll(() => hub.dispose());

test('at the very first start it tells where the password is, and the keyboard is enough', async () => {
  await page.goto('/');
  await expect(page.getByTestId('first-start')).toBeVisible();
  await expectAccessibleInBothThemes(page);
  await onNarrowScreen(page, () => expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible());
  await page.reload();
  await expect(page.getByLabel('Name')).toBeFocused();
  await page.keyboard.type('admin');
  await page.keyboard.press('Tab');
  await page.keyboard.type(ADMIN_PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('navigation', { name: 'Main' }).filter({ visible: true })).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('You are signed out.')).toBeVisible();
  await expect(page.getByTestId('first-start')).toHaveCount(0);
});

test('a password can be looked at while it is typed', async () => {
  await page.getByLabel('Password').fill('a secret');
  await expect(page.getByLabel('Password')).toHaveAttribute('type', 'password');
  await page.getByRole('button', { name: 'Show what is typed' }).click();
  await expect(page.getByLabel('Password')).toHaveAttribute('type', 'text');
  await expect(page.getByLabel('Password')).toHaveValue('a secret');
});

test('[A3] too many attempts wait, with the seconds told, and then may try again', async () => {
  await page.goto('/sign-in');
  const button = page.locator('button[type="submit"]');
  for (let tries = 0; tries < 20 && (await button.innerText()) === 'Sign in'; tries += 1) {
    await page.getByLabel('Name').fill('admin');
    await page.getByLabel('Password').fill('not this one');
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await button.click();
    await answered;
    await expect(page.getByRole('alert')).toBeVisible();
  }
  await expect(page.getByRole('alert')).toHaveText('Too many attempts. Wait a moment, then try again.');
  await expect(button).toHaveText(/^Try again in \d+ s$/);
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await expectAccessible(page);
  await expect(button).toHaveText('Sign in', { timeout: 120_000 });
  // What was typed is still there: the right password is all that is missing.
  await expect(page.getByLabel('Name')).toHaveValue('admin');
  await page.getByLabel('Password').fill(ADMIN_PASSWORD);
  await button.click();
  await expect(page.getByRole('navigation', { name: 'Main' }).filter({ visible: true })).toBeVisible();
});

/** Somebody in a browser of their own, who has never been signed in. */
async function stranger(browser: Browser): Promise<Page> {
  return (await browser.newContext({ baseURL: hub.address })).newPage();
}

test('who comes by a link signs in and goes on there', async ({ browser }) => {
  const eve = await stranger(browser);
  await eve.goto('/packages?search=office');
  await expect(eve.getByText('Sign in to go on.')).toBeVisible();
  await signIn(eve, { name: 'admin', password: ADMIN_PASSWORD });
  await expect(eve).toHaveURL(/\/packages\?search=office$/);
  await eve.context().close();
});

test('a sign-in that has expired is made anew, and leads back to the very page', async () => {
  await page.goto('/settings/users');
  await hub.putForward(13 * HOUR, async () => {
    await page.goto('/packages?search=editor');
    await expect(page).toHaveURL(/\/sign-in\?ended=1&next=/);
    await expect(page.getByText('Your sign-in has ended.')).toBeVisible();
  });
  await signIn(page, { name: 'admin', password: ADMIN_PASSWORD });
  await expect(page).toHaveURL(/\/packages\?search=editor$/);
});

test('a form that is sent after the end leads to the page it is on, not to its deed', async () => {
  await page.goto('/settings/tokens');
  await page.getByRole('button', { name: 'Create a token' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('late');
  await page.context().clearCookies();
  await page.getByRole('dialog').getByRole('button', { name: 'Create the token' }).click();
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fsettings%2Ftokens$/);
  await signIn(page, { name: 'admin', password: ADMIN_PASSWORD });
  await expect(page).toHaveURL(/\/settings\/tokens$/);
  expect((await hub.hub.queries.apiTokens(ADMIN)).map(({ name }) => name)).not.toContain('late');
});

test('nobody is led to another site', async ({ browser }) => {
  const eve = await stranger(browser);
  await eve.goto('/sign-in?next=https://example.org/');
  await signIn(eve, { name: 'admin', password: ADMIN_PASSWORD });
  expect(new URL(eve.url()).origin).toBe(hub.address);
  await eve.context().close();
});
