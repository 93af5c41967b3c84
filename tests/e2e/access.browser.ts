import { expect, type Browser, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { startConsoleHub, type ConsoleHub } from '#tests/support/console-hub.ts';
import { ADMIN, ADMIN_PASSWORD } from '#tests/support/test-hub.ts';
import { expectAccessible, expectAccessibleInBothThemes } from './accessible.ts';
import { signIn } from './console.ts';
import { onNarrowScreen } from './narrow.ts';
import { person, signedIn } from './people.ts';

/** Who may sign in, what programs and computers show instead, and one's own account. */
test.describe.configure({ mode: 'serial' });

let hub: ConsoleHub;
let admin: Page;
/** Another admin. What she sees, she sees without asking. */
let eve: Page;

test.beforeAll(async ({ browser }) => {
  hub = await startConsoleHub();
  admin = await signedIn(browser, { address: hub.address, name: 'admin' });
  eve = await person(browser, { hub: hub.hub, address: hub.address, name: 'eve', role: 'admin' });
});
test.afterAll(() => hub.dispose());

const rowOf = (page: Page, name: string) => page.locator(`[data-user="${name}"]`);
const dialog = (page: Page) => page.getByRole('dialog').last();
async function ask(page: Page, name: string, deed: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: deed }).click();
}
async function withPassword(browser: Browser, name: string, password: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: hub.address });
  const page = await context.newPage();
  await page.goto('/sign-in');
  await signIn(page, { name, password });
  return page;
}

let nina: Page;

test('a user is added with a password that is made up, shown once, and works; others see it at once', async ({
  browser,
}) => {
  await admin.goto('/settings/users');
  await eve.goto('/settings/users');
  await expect(rowOf(eve, 'admin')).toBeVisible();
  await admin.getByRole('button', { name: 'Add a user' }).click();
  await dialog(admin).getByLabel('Name').fill('nina');
  await dialog(admin).getByRole('radio', { name: 'operator' }).check();
  await expectAccessibleInBothThemes(admin);
  await dialog(admin).getByRole('button', { name: 'Add the user' }).click();
  await expect(admin.getByText('nina was added.')).toBeVisible();
  await expect(dialog(admin)).toContainText('It is shown only this once.');
  const password = await dialog(admin).locator('code').first().innerText();
  expect(password.length).toBeGreaterThanOrEqual(16);
  // What cannot be seen again does not go by a click beside it.
  await admin.mouse.click(5, 5);
  await expect(dialog(admin)).toContainText(password);
  await expectAccessible(admin);
  await dialog(admin).getByRole('button', { name: 'I have kept it' }).click();
  await expect(admin.getByRole('dialog')).toHaveCount(0);
  await expect(rowOf(eve, 'nina')).toContainText('operator');
  await expect(rowOf(eve, 'nina')).toContainText('Not known');
  nina = await withPassword(browser, 'nina', password);
  await expect(rowOf(eve, 'nina').locator('td').nth(3)).toHaveText('1');
  await expect(rowOf(eve, 'nina').locator('td').nth(2)).toContainText(/just now|ago/);
});

test('what is wrong is told at its field, and nothing is added', async () => {
  await admin.getByRole('button', { name: 'Add a user' }).click();
  await dialog(admin).getByLabel('Name').fill('NINA');
  await dialog(admin).getByRole('radio', { name: 'I choose it' }).check();
  await dialog(admin).getByLabel('New password').fill('short');
  await dialog(admin).getByRole('button', { name: 'Add the user' }).click();
  await expect(dialog(admin).getByText('must have 10 characters at least')).toBeVisible();
  await dialog(admin).getByLabel('New password').fill('long enough');
  await dialog(admin).getByRole('button', { name: 'Add the user' }).click();
  await expect(dialog(admin).getByRole('alert')).toContainText('This name is taken.');
  await admin.keyboard.press('Escape');
  await expect(rowOf(admin, 'nina')).toHaveCount(1);
});

test('another role signs the user out, who comes back to the page that was open', async () => {
  await nina.goto('/packages?search=fire');
  await ask(admin, 'nina', 'Change the role');
  await expect(dialog(admin).getByText('Helps people: works on one computer at a time.')).toBeVisible();
  const change = dialog(admin).getByRole('button', { name: 'Change the role' });
  await expect(change).toHaveAttribute('title', 'The role is operator already.');
  await dialog(admin).getByRole('radio', { name: 'support' }).check();
  await change.click();
  await expect(admin.getByText('nina has the role support now.')).toBeVisible();
  await expect(rowOf(eve, 'nina')).toContainText('support');
  await expect(nina).toHaveURL(/\/sign-in\?ended=1/);
  await expect(
    nina.getByText('Your sign-in has ended. Sign in again to go on where you were.'),
  ).toBeVisible();
});

test('a new password is given, and the old one is worth nothing', async () => {
  await ask(admin, 'nina', 'Give a new password');
  await dialog(admin).getByRole('radio', { name: 'I choose it' }).check();
  await dialog(admin).getByLabel('New password').fill('chosen by the admin');
  await dialog(admin).getByRole('button', { name: 'Give a new password' }).click();
  await expect(admin.getByText('nina has a new password.')).toBeVisible();
  // What somebody typed is not shown once more.
  await expect(admin.getByRole('dialog')).toHaveCount(0);
  await signIn(nina, { name: 'nina', password: 'chosen by the admin' });
  await expect(nina).toHaveURL(/\/packages\?search=fire$/);
});

test('the sign-ins of a user are ended by an admin', async () => {
  await ask(admin, 'nina', 'End the sign-ins');
  await expect(dialog(admin)).toContainText('nina is signed out everywhere at once');
  await dialog(admin).getByRole('button', { name: 'End the sign-ins' }).click();
  await expect(nina).toHaveURL(/\/sign-in/);
  await expect(rowOf(eve, 'nina').locator('td').nth(3)).toHaveText('0');
  await admin.getByRole('button', { name: 'Actions for nina' }).click();
  await expect(admin.getByRole('menuitem', { name: /End the sign-ins/ })).toContainText(
    'nina is not signed in anywhere.',
  );
  await admin.keyboard.press('Escape');
});

test('[A6] the last admin keeps the role and stays, and is told why', async () => {
  const demoted = await hub.hub.queries.users(ADMIN);
  const { id } = demoted.find(({ name }) => name === 'eve') ?? { id: '' };
  await hub.hub.commands.changeRole(ADMIN, { userId: id, role: 'viewer' });
  await expect(rowOf(admin, 'eve')).toContainText('viewer');
  const reason = 'There must be one admin at least, and admin is the only one.';
  await admin.getByRole('button', { name: 'Actions for admin' }).click();
  await expect(admin.getByRole('menuitem', { name: /Delete the user/ })).toContainText(reason);
  await expect(admin.getByRole('menuitem', { name: /Give a new password/ })).toContainText(
    'Change your own password in your account.',
  );
  await admin.getByRole('menuitem', { name: 'Change the role' }).click();
  await expect(dialog(admin).getByRole('radio', { name: 'viewer' })).toBeDisabled();
  await expect(dialog(admin).getByText(reason).first()).toBeVisible();
  await admin.keyboard.press('Escape');
  await hub.hub.commands.changeRole(ADMIN, { userId: id, role: 'admin' });
});

test('a user is deleted with the name typed, by the keyboard alone', async () => {
  await admin.getByRole('button', { name: 'Actions for nina' }).focus();
  await admin.keyboard.press('Enter');
  await admin.keyboard.press('End');
  await admin.keyboard.press('Enter');
  const deed = dialog(admin).getByRole('button', { name: 'Delete the user' });
  await expect(deed).toHaveAttribute('title', 'Type nina first.');
  await dialog(admin).getByLabel('Type nina to go on').focus();
  await admin.keyboard.type('nina');
  await admin.keyboard.press('Enter');
  await expect(rowOf(admin, 'nina')).toHaveCount(0);
  const { rows } = await hub.hub.queries.audit(ADMIN, { verb: 'user.delete', limit: 1 });
  expect(rows[0]).toMatchObject({ actor: { name: 'admin' }, subject: { name: 'nina' } });
});

test('what each role may do is for everybody to see; who has them, for admins', async ({ browser }) => {
  const vera = await person(browser, {
    hub: hub.hub,
    address: hub.address,
    name: 'vera',
    role: 'viewer',
  });
  await vera.goto('/settings/users');
  await expect(vera.getByText('Needs the role admin; you are signed in as viewer.')).toBeVisible();
  const roles = vera.getByTestId('roles');
  const deploy = roles.getByRole('row', { name: /Deploy to several computers at once/ });
  await expect(deploy.locator('td')).toHaveText(['no', 'no', 'yes', 'yes']);
  await expectAccessibleInBothThemes(vera);
  await onNarrowScreen(vera, () => expect(roles).toBeVisible());
  for (const page of ['tokens', 'enrolment', 'audit', 'assistant']) {
    const response = await vera.goto(`/settings/${page}`);
    expect(response?.status()).toBe(403);
    await expect(vera.getByText('Needs the role admin; you are signed in as viewer.')).toBeVisible();
    await expect(vera.getByRole('navigation', { name: 'Pages of the settings' })).toBeVisible();
  }
  await expectAccessible(vera);
  const sent = await vera.request.post('/settings/users?/create', {
    form: { name: 'sneaked', role: 'admin' },
    headers: { origin: hub.address },
  });
  expect(await sent.text()).toContain('403');
  expect((await hub.hub.queries.users(ADMIN)).map(({ name }) => name)).not.toContain('sneaked');
  await vera.context().close();
});

test('an API token is shown once with a line that works, tells its last use, and is revoked', async () => {
  await admin.goto('/settings/tokens');
  await expect(admin.getByText('No tokens yet')).toBeVisible();
  await admin.getByRole('button', { name: 'Create a token' }).click();
  await dialog(admin).getByLabel('Name').fill('ci');
  await expect(dialog(admin).getByRole('radio', { name: 'viewer' })).toBeChecked();
  await dialog(admin).getByLabel('Valid for').selectOption('Until it is revoked');
  await expectAccessible(admin);
  await dialog(admin).getByRole('button', { name: 'Create the token' }).click();
  const shown = dialog(admin).locator('code');
  await expect(shown.nth(1)).toContainText('curl');
  const [token = '', line = ''] = await shown.allInnerTexts();
  expect(line).toBe(`curl -H "Authorization: Bearer ${token}" "${hub.address}/api/v1/computers?limit=5"`);
  await dialog(admin).getByRole('button', { name: 'I have kept it' }).click();
  const row = admin.locator('[data-token="ci"]');
  await expect(row).toContainText('Never');
  await expect(row).toContainText('When it is revoked');
  const read = async () => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${hub.address}/api/v1/computers?limit=5`, { headers })).status;
  };
  expect(await read()).toBe(200);
  await admin.reload();
  await expect(row).toContainText(/just now|ago/);
  expect(await admin.content()).not.toContain(token);
  await expectAccessibleInBothThemes(admin);
  await onNarrowScreen(admin, () => expect(row).toBeVisible());
  await row.getByRole('button', { name: 'Revoke ci' }).click();
  await expect(dialog(admin)).toContainText('Revoke “ci”?');
  await dialog(admin).getByRole('button', { name: 'Revoke the token' }).click();
  await expect(row).toHaveCount(0);
  expect(await read()).toBe(401);
});

test('an enrolment token has its line for each system, and its uses are counted while one looks', async () => {
  await admin.goto('/settings/enrolment');
  await admin.getByLabel('How many computers may use it').fill('2');
  await admin.getByRole('button', { name: 'Make the token' }).click();
  const line = admin.getByTestId('created-token').locator('code').first();
  await expect(line).toContainText('--data /var/lib/reveille-agent');
  await admin.getByRole('radio', { name: 'Windows' }).check();
  await expect(line).toContainText('--data "C:\\ProgramData\\Reveille Agent"');
  await admin.getByRole('radio', { name: 'macOS' }).check();
  await expect(line).toContainText('/Library/Application Support/');
  await expectAccessibleInBothThemes(admin);
  const token = /--token (\S+)/.exec(await line.innerText())?.[1] ?? '';
  const row = admin.locator('[data-token="New computers"]');
  await expect(row).toContainText('2 of 2');
  const agent = await new BareAgent(hub.address).join(token, 'counted-1');
  await expect(row).toContainText('1 of 2');
  const other = await new BareAgent(hub.address).join(token, 'counted-2');
  await expect(row).toContainText('Used up');
  await expect(new BareAgent(hub.address).join(token, 'too many')).rejects.toThrow();
  await expect(admin.getByTestId('refused-agents')).toContainText('too many');
  await onNarrowScreen(admin, () => expect(row).toBeVisible());
  await row.getByRole('button', { name: 'Revoke New computers' }).click();
  await dialog(admin).getByRole('button', { name: 'Revoke the token' }).click();
  await expect(row).toHaveCount(0);
  await admin.getByRole('button', { name: 'Another token' }).click();
  await expect(admin.getByRole('button', { name: 'Make the token' })).toBeVisible();
  agent.leave();
  other.leave();
});

test('everybody sees where they are signed in, ends it elsewhere, and changes the password', async ({
  browser,
}) => {
  const sam = await person(browser, { hub: hub.hub, address: hub.address, name: 'sam', role: 'support' });
  const phone = await signedIn(browser, { address: hub.address, name: 'sam' });
  const laptop = await signedIn(browser, { address: hub.address, name: 'sam' });
  await sam.goto('/computers');
  await sam.getByRole('link', { name: /sam support/ }).click();
  const account = dialog(sam);
  await expect(account.getByTestId('own-sign-ins').locator('li')).toHaveCount(3);
  await expect(account.getByText('here', { exact: true })).toHaveCount(1);
  await expect(account).toContainText(/(Chrome|Chromium).* on Linux/);
  await expectAccessibleInBothThemes(sam);
  await account
    .getByRole('button', { name: /^End the sign-in of/ })
    .first()
    .click();
  await dialog(sam).getByRole('button', { name: 'End', exact: true }).click();
  await expect(account.getByTestId('own-sign-ins').locator('li')).toHaveCount(2);
  // The newest stands first.
  await expect(laptop).toHaveURL(/\/sign-in\?ended=1/);
  await expect(phone).not.toHaveURL(/\/sign-in/);

  await account.getByLabel('Current password').fill('not this one');
  await account.getByLabel('New password').fill('another password');
  await account.getByRole('button', { name: 'Change the password' }).click();
  await expect(account.getByRole('alert')).toContainText('The name or the password is wrong.');
  await account.getByLabel('Current password').fill(ADMIN_PASSWORD);
  await account.getByRole('button', { name: 'Change the password' }).click();
  await expect(sam.getByText('Your password was changed.')).toBeVisible();
  await expect(phone).toHaveURL(/\/sign-in\?ended=1/);
  await expect(account.getByTestId('own-sign-ins').locator('li')).toHaveCount(1);
  await sam.reload();
  await expect(sam.getByRole('heading', { level: 1, name: 'Computers' })).toBeVisible();
  await signIn(phone, { name: 'sam', password: 'another password' });
});

test('the account is a page of its own on a phone', async ({ browser }) => {
  const page = await withPassword(browser, 'sam', 'another password');
  await onNarrowScreen(page, async () => {
    await page.getByRole('button', { name: 'Your account' }).click();
    await page
      .getByRole('dialog')
      .getByRole('link', { name: /sam support/ })
      .click();
    await expect(page.getByRole('heading', { level: 1, name: 'Your account' })).toBeVisible();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'End all others' }).click();
    await dialog(page).getByRole('button', { name: 'End all others' }).click();
    await expect(page.getByTestId('own-sign-ins').locator('li')).toHaveCount(1);
  });
  await page.context().close();
});
