import { expect, type Page } from '@playwright/test';

export async function signIn(page: Page, who: { name: string; password: string }): Promise<void> {
  await page.getByLabel('Name').fill(who.name);
  await page.getByLabel('Password').fill(who.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('navigation', { name: 'Main' }).filter({ visible: true })).toBeVisible();
}

/** Waits until the page follows what happens: keys are heard from then on. */
export const live = (page: Page): Promise<void> =>
  page.getByTestId('connection').filter({ hasText: 'Live', visible: true }).first().waitFor();
