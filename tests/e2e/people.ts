import { expect, type Browser, type Page } from '@playwright/test';
import type { Hub } from '#hub/hub.ts';
import type { Role } from '#protocol/role.ts';
import { ADMIN, ADMIN_PASSWORD } from '#tests/support/test-hub.ts';
import { signIn } from './console.ts';

/** A user of a role, signed in, in a browser of their own. */
export async function person(
  browser: Browser,
  { hub, address, name, role }: { hub: Hub; address: string; name: string; role: Role },
): Promise<Page> {
  await hub.commands.createUser(ADMIN, { name, password: ADMIN_PASSWORD, role });
  return signedIn(browser, { address, name });
}

export async function signedIn(
  browser: Browser,
  { address, name }: { address: string; name: string },
): Promise<Page> {
  const context = await browser.newContext({ baseURL: address, viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto('/');
  await signIn(page, { name, password: ADMIN_PASSWORD });
  return page;
}

/** A button that stays reachable and says why it cannot be used. */
export async function expectRefused(page: Page, button: string, reason: string): Promise<void> {
  const found = page.getByRole('button', { name: button, exact: true });
  await expect(found).toHaveAttribute('aria-disabled', 'true');
  await expect(found).toHaveAttribute('title', reason);
}
