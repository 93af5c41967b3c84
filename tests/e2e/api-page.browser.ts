import { expect, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import { apiDocument } from '#api/create-api.ts';
import { startConsoleHub } from '#tests/support/console-hub.ts';
import { ADMIN_PASSWORD, type TestHub } from '#tests/support/test-hub.ts';
import { expectAccessibleInBothThemes } from './accessible.ts';
import { signIn } from './console.ts';

/** The page on which the API is read: made of the very document that its answers are held to. */
test.describe.configure({ mode: 'serial' });

let hub: TestHub;
let page: Page;
test.beforeAll(async ({ browser }) => {
  hub = await startConsoleHub();
  const context = await browser.newContext({
    baseURL: hub.address,
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  page = await context.newPage();
  await page.goto('/');
  await signIn(page, { name: 'admin', password: ADMIN_PASSWORD });
  await page.goto('/api');
});
test.afterAll(async () => {
  await hub.dispose();
});

const operations = () => page.locator('summary:has(code)');
const declared = Object.entries(apiDocument().paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { summary }]) => ({ method: method.toUpperCase(), path, summary })),
);
const search = () => page.getByLabel('Search operations');

test('it shows every operation of the document, by what it concerns', async () => {
  await expect(page.getByRole('heading', { level: 1, name: 'API' })).toBeVisible();
  await expect(operations()).toHaveCount(declared.length);
  const shown = await operations().evaluateAll((rows) =>
    rows.map((row) =>
      [...row.children].map((part) => part.textContent.trim()).filter((words) => words !== ''),
    ),
  );
  const order = (one: string[], other: string[]) => (one.join(' ') < other.join(' ') ? -1 : 1);
  expect(shown.toSorted(order)).toEqual(
    declared.map(({ method, path, summary }) => [method, path, summary]).toSorted(order),
  );
  const uploads = page.getByRole('region', { name: /^Uploads/ });
  await expect(uploads.locator('summary:has(code)')).toHaveCount(5);
});

test('an operation opened tells who may, what it takes and answers, and a command that can be copied', async () => {
  const sending = page.locator('details', { hasText: 'Send bytes of one file' });
  await sending.locator('summary:has(code)').click();
  await expect(sending).toContainText('The least role that may: operator.');
  await expect(sending.locator('li', { hasText: 'Upload-Offset' })).toContainText('in header');
  await expect(sending).toContainText('application/octet-stream');
  await expect(sending).toContainText('This file is at another place than the one given.');
  await expect(sending).toContainText(`-X PATCH "${hub.address}/api/v1/uploads/{uploadId}/files/{index}"`);
  await expect(sending.getByRole('button', { name: /Copy/ })).toBeVisible();
  await expectAccessibleInBothThemes(page);
});

test('the filter finds operations by every word in method, path or summary', async () => {
  await search().fill('GET wakes');
  await expect(operations()).toHaveCount(1);
  await expect(operations()).toContainText('/computers/{computerId}/wakes');
  await search().fill('ASSIGNMENTS');
  await expect(operations()).toContainText(['/installations/remove']);
  await search().fill('nothing like this');
  await expect(page.getByText('No operation is called that')).toBeVisible();
  await expectAccessibleInBothThemes(page);
  await search().fill('');
  await expect(operations()).toHaveCount(declared.length);
});

test('on a small screen nothing leaves the page', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page
    .locator('details', { hasText: 'Create a package: from JSON' })
    .locator('summary:has(code)')
    .click();
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
  await expectAccessibleInBothThemes(page);
  await page.setViewportSize({ width: 1440, height: 900 });
});

test('the document itself is one link away, for who is signed in', async () => {
  const link = page.getByRole('link', { name: 'OpenAPI 3.1' });
  const answer = await page.request.get((await link.getAttribute('href')) ?? '');
  expect(await answer.json()).toEqual(JSON.parse(JSON.stringify(apiDocument())));
});
