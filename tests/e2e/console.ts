import { AxeBuilder } from '@axe-core/playwright';
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

/** Of a long table: they are like those before them, and 200 of them take axe twice as long. */
const MORE_OF_THE_SAME = 'tbody tr:nth-child(n + 20), [role="rowgroup"] > [role="row"]:nth-child(n + 12)';

/** axe finds nothing at all, best practices included. `rules`: only these. */
export async function expectAccessible(page: Page, rules?: readonly string[]): Promise<void> {
  const builder = new AxeBuilder({ page })
    // No page of the console has frames: axe need not open another page to put their results together.
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .exclude(MORE_OF_THE_SAME);
  const { violations } = await (rules === undefined ? builder : builder.withRules([...rules])).analyze();
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.html).join(' | ')})`,
  );
  expect(found).toEqual([]);
}
