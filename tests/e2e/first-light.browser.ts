import { expect, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import { join } from 'node:path';
import { ADMIN_PASSWORD } from '#tests/support/test-hub.ts';
import { besideHub, type BesideHub } from '#tests/support/beside-hub.ts';
import {
  prepareHubProcess,
  startAgentProcess,
  temporaryFolder,
  type AgentProcess,
  type HubProcess,
} from '#tests/support/processes.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import { chosenSubject, type Subject } from './subject.ts';
import { expectAccessible } from './accessible.ts';
import { signIn } from './console.ts';

/**
 * What an admin and a person at the help desk do on their first day, with nothing but the console: enrol a
 * computer, upload software, deploy it, watch it, remove it again.
 */
test.describe.configure({ mode: 'serial' });

let hubs: HubProcess;
let beside: BesideHub;
let agent: AgentProcess | undefined;
let folder: { path: string; dispose(): Promise<void> };
let subject: Subject;
let admin: Page;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000);
  folder = await temporaryFolder('first-light');
  subject = await chosenSubject(folder.path);
  hubs = await prepareHubProcess();
  await hubs.start();
  beside = await besideHub(hubs);
  admin = await (
    await browser.newContext({ baseURL: hubs.address, viewport: { width: 1440, height: 900 } })
  ).newPage();
});
test.afterAll(async () => {
  await agent?.end('SIGTERM');
  await beside.close();
  await hubs.dispose();
  await subject.dispose();
  await folder.dispose();
});

test('a wrong password is refused in words, the right one leads in', async () => {
  await admin.goto('/');
  await admin.getByLabel('Name').fill('admin');
  await admin.getByLabel('Password').fill('not this one');
  await admin.getByRole('button', { name: 'Sign in' }).click();
  await expect(admin.getByText('The name or the password is wrong.')).toBeVisible();
  await expectAccessible(admin);
  await signIn(admin, { name: 'admin', password: ADMIN_PASSWORD });
  await expect(admin.getByText('No computers yet')).toBeVisible();
  await expectAccessible(admin);
});

test('the assistant of an empty hub leads to what it needs first', async () => {
  await admin.goto('/containers/new');
  await expect(admin.getByText('No packages yet')).toBeVisible();
  await expect(admin.getByRole('link', { name: 'Add computers' })).toHaveAttribute('href', '/computers/add');
  await expectAccessible(admin);
  await admin.getByRole('link', { name: 'Upload a package' }).click();
  await expect(admin).toHaveURL('/packages/new');
  await admin.goto('/overview');
});

test('the console makes an enrolment token, and the computer that uses it appears by itself', async () => {
  await admin.getByRole('link', { name: 'Add computers' }).first().click();
  await admin.getByRole('button', { name: 'Make the token' }).click();
  const line = await admin.getByTestId('created-token').locator('code').first().innerText();
  const token = /--token (\S+)/.exec(line)?.[1] ?? '';
  expect(token).toMatch(/^rvl_/);
  await expectAccessible(admin);
  await admin.getByRole('link', { name: 'Watch it appear' }).click();
  agent = startAgentProcess({
    hub: hubs.address,
    token,
    name: 'reception-1',
    dataDirectory: join(folder.path, 'agent'),
  });
  const row = admin.getByTestId('computers').getByRole('row', { name: /reception-1/ });
  await expect(row).toContainText('Online');
});

test('a package is uploaded, and the page shows what the hub holds', async () => {
  await admin.getByRole('link', { name: 'Packages' }).click();
  await expectAccessible(admin);
  await admin.getByRole('link', { name: 'Upload a package' }).first().click();
  await admin.getByLabel('Family').fill(subject.family);
  await admin.getByLabel('Version').fill(subject.version);
  await admin
    .getByRole('region', { name: 'Install', exact: true })
    .getByLabel('Procedure', { exact: true })
    .fill(subject.install);
  await admin
    .getByRole('region', { name: 'Uninstall' })
    .getByLabel('Procedure', { exact: true })
    .fill(subject.uninstall);
  if (subject.uninstallNeedsContent)
    await admin.getByLabel('The uninstall procedure needs the files too').check();
  await admin.getByTestId('files').setInputFiles(subject.files);
  await expectAccessible(admin);
  await admin.getByRole('button', { name: 'Create the package' }).click();
  await expect(admin.getByRole('heading', { level: 1 })).toHaveText(`${subject.family} ${subject.version}`);
  await expect(admin.getByText(/[0-9a-f]{64}/)).toBeVisible();
  await expectAccessible(admin);
});

test('a deployment is watched line by line, by the admin and by support on the computer’s page', async ({
  browser,
}) => {
  await beside.hub.commands.createUser(ADMIN, { name: 'sam', password: ADMIN_PASSWORD, role: 'support' });
  const context = await browser.newContext({ baseURL: hubs.address, viewport: { width: 1440, height: 900 } });
  const support = await context.newPage();
  await support.goto('/');
  await signIn(support, { name: 'sam', password: ADMIN_PASSWORD });
  await support.getByRole('link', { name: 'Computers', exact: true }).first().click();
  await support.getByRole('link', { name: 'reception-1' }).click();

  await admin.getByRole('link', { name: 'Deploy' }).click();
  await admin
    .getByRole('region', { name: /^Computers/ })
    .getByLabel(/reception-1/)
    .check();
  await expectAccessible(admin);
  await admin.getByRole('button', { name: 'Start now' }).click();

  // Both see it while it runs: the last line is only printed when the procedure is let go.
  for (const page of [admin, support]) {
    await expect(page.getByTestId('output')).toContainText(subject.earlyLine);
    await expect(page.getByTestId('output')).not.toContainText(subject.lastLine);
    await expect(page.getByText('Executing').first()).toBeVisible();
  }
  await expectAccessible(admin);
  await expectAccessible(support);
  await subject.letGo();
  for (const page of [admin, support]) {
    await expect(page.getByTestId('output')).toContainText(subject.lastLine);
  }
  await expect(admin.getByTestId('job-facts')).toContainText(/after its due time/);
  await expect(admin.getByTestId('progress')).toContainText('1');
  await expect(support.getByTestId('installed-glance')).toContainText(subject.family);
  await context.close();

  const [computer] = (await beside.hub.queries.computers(ADMIN)).rows;
  const installations = await beside.hub.queries.installationsOfComputer(ADMIN, computer?.id ?? '');
  expect(installations).toMatchObject([{ packageName: subject.family, packageVersion: subject.version }]);
  expect(await subject.isInstalled()).toBe(true);
});

test('uninstalling it from the computer’s page leaves nothing behind', async () => {
  await admin.getByRole('link', { name: 'Computers' }).first().click();
  await admin.getByRole('link', { name: 'reception-1' }).click();
  await admin.getByRole('link', { name: /^Packages \d/ }).click();
  await admin.getByLabel(`Choose ${subject.family} ${subject.version}`).check();
  await admin.getByRole('link', { name: 'Uninstall', exact: true }).click();
  await admin.getByRole('button', { name: 'Start now' }).click();
  await expect(admin.getByTestId('job').getByText('Succeeded')).toBeVisible();
  const [computer] = (await beside.hub.queries.computers(ADMIN)).rows;
  expect(await beside.hub.queries.installationsOfComputer(ADMIN, computer?.id ?? '')).toEqual([]);
  expect(await subject.isInstalled()).toBe(false);
});

test('every page reads well in the dark, and on a phone', async ({ browser }) => {
  const [computer] = (await beside.hub.queries.computers(ADMIN)).rows;
  const [container] = (await beside.hub.queries.containers(ADMIN)).rows;
  const paths = [
    '/computers',
    `/computers/${computer?.id}`,
    '/packages',
    '/packages/new',
    '/containers',
    `/containers/${container?.id}`,
    '/containers/new',
  ];
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({
      baseURL: hubs.address,
      colorScheme,
      viewport: { width: 390, height: 844 },
      storageState: await admin.context().storageState(),
    });
    const page = await context.newPage();
    for (const path of paths) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expectAccessible(page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, `${path} is wider than a phone`).toBeLessThanOrEqual(0);
    }
    await context.close();
  }
});
