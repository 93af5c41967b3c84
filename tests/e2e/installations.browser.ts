import { expect, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import { BareAgent, valueOf } from '#tests/support/bare-agent.ts';
import { aComputer, anId, anInstallation } from '#tests/support/builders.ts';
import { startConsoleHub } from '#tests/support/console-hub.ts';
import { givenPackage } from '#tests/support/deployments.ts';
import { ADMIN, type TestHub } from '#tests/support/test-hub.ts';
import type { PackageView } from '#protocol/views/package.ts';
import { expectAccessibleInBothThemes } from './accessible.ts';
import { expectRefused, person, signedIn } from './people.ts';

/** Where a package is installed, and what is done about it: by hand, in bulk, and where the inventory disagrees. */
test.describe.configure({ mode: 'serial' });

/** More than one page of the table. */
const TILLS = 205;
const DESKS = 30;

let hub: TestHub;
let agent: BareAgent;
let old: PackageView;
let fresh: PackageView;
let page: Page;
let sam: Page;
let vera: Page;

test.beforeAll(async ({ browser }) => {
  hub = await startConsoleHub();
  agent = await new BareAgent(hub.address).join((await hub.enrolmentToken()).token, 'till-000');
  old = await givenPackage(hub, {
    familyName: 'Ledger',
    version: '1.0',
    softwareMatch: { namePattern: 'ledger' },
  });
  for (const name of namesOf('till', TILLS - 1)) await givenInstalled(name);
  for (const name of namesOf('desk', DESKS)) await givenInstalled(name);
  const at = { hub: hub.hub, address: hub.address };
  page = await signedIn(browser, { address: hub.address, name: 'admin' });
  sam = await person(browser, { ...at, name: 'sam', role: 'support' });
  vera = await person(browser, { ...at, name: 'vera', role: 'viewer' });
});
test.afterAll(async () => {
  agent.leave();
  await hub.dispose();
});

const namesOf = (kind: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${kind}-${String(index + 1).padStart(3, '0')}`);
const addressOf = (one: PackageView) => `/packages/${one.familyId}/${one.id}`;
async function givenInstalled(computerName: string): Promise<void> {
  const { store } = hub.context;
  const computer = aComputer({ id: anId(), name: computerName });
  await store.computers.insert(computer);
  const { id: packageId, familyId, familyName: packageName, version: packageVersion } = old;
  const of = { computerId: computer.id, computerName, packageId, familyId, packageName, packageVersion };
  await store.installations.put(anInstallation(of));
}
/** The agent does what it is told next, and succeeds. @returns what that was */
async function carriedOut(): Promise<string> {
  const { jobId, attempt, action } = await agent.jobOrder();
  const key = { jobId, attempt, sinceAccepted: 1 };
  valueOf(await agent.report({ event: 'executing', ...key }));
  valueOf(await agent.report({ event: 'succeeded', ...key, exitCode: 0 }));
  return action;
}
const table = () => page.getByTestId('installed-on');
const title = (count: number) =>
  page.getByRole('heading', { name: `Installed on ${count} computer${count === 1 ? '' : 's'}` });

test('a record is added by hand and stands there at once, marked', async () => {
  await page.goto(addressOf(old));
  await expect(title(TILLS - 1 + DESKS)).toBeVisible();
  await page.getByRole('button', { name: 'Add by hand' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('nothing is executed');
  await dialog.getByRole('searchbox').fill('till-000');
  await dialog.getByRole('radio', { name: 'till-000' }).check();
  await expectAccessibleInBothThemes(page);
  await dialog.getByRole('button', { name: 'Add the record' }).click();
  await expect(title(TILLS + DESKS)).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search computer names' }).fill('TILL-000');
  await expect(table().locator('tbody tr')).toHaveCount(1);
  await expect(table()).toContainText('Added by hand');
  await expect(page).toHaveURL(/search=TILL-000/);
});

test('all that match are chosen, on all pages, and get one deployment with an uninstall job each', async () => {
  // Nobody is to begin: it is only looked at what is created.
  agent.leave();
  await page.goto(`${addressOf(old)}?search=till`);
  await expect(table().locator('tbody tr')).toHaveCount(200);
  await page.getByRole('checkbox', { name: 'Choose all on this page' }).check();
  await expect(page.getByText('200 computers chosen')).toBeVisible();
  await page.getByRole('button', { name: `Select all ${TILLS} matching computers` }).click();
  await expect(page.getByText(`All ${TILLS} computers chosen, on all pages`)).toBeVisible();
  await expectAccessibleInBothThemes(page);
  await page.getByRole('link', { name: 'Uninstall', exact: true }).click();
  await expect(page.getByTestId('selection')).toContainText(
    `${TILLS} computers with Ledger 1.0, whose name contains “till”`,
  );
  await expect(page.getByText(`${TILLS} jobs on ${TILLS} computers`)).toBeVisible();
  await expectAccessibleInBothThemes(page);
  await page.getByRole('button', { name: 'Start now' }).click();
  await expect(page).toHaveURL(/\/containers\/[0-9a-f]{24}$/);
  const [container] = (await hub.hub.queries.containers(ADMIN)).rows;
  expect(container).toMatchObject({ jobs: TILLS, name: `Uninstall Ledger 1.0 on ${TILLS} computers` });
  await hub.hub.commands.cancelContainer(ADMIN, { containerId: container?.id ?? '' });
  agent = await agent.returns(hub.address);
});

test('removing assignments says what it does not do, and the page counts down live', async () => {
  await sam.goto(addressOf(old));
  await vera.goto(addressOf(old));
  await expect(vera.getByRole('heading', { name: `Installed on ${TILLS + DESKS} computers` })).toBeVisible();
  await sam.getByRole('checkbox', { name: 'Choose desk-001' }).check();
  await sam.getByRole('checkbox', { name: 'Choose desk-002' }).check();
  const needed = 'Needs the role operator; you are signed in as support.';
  await expectRefused(sam, 'Remove assignment', needed);
  await expectRefused(vera, 'Add by hand', 'Needs the role support; you are signed in as viewer.');

  await page.goto(`${addressOf(old)}?search=desk`);
  await page.getByRole('checkbox', { name: 'Choose all on this page' }).check();
  await page.getByRole('button', { name: 'Remove assignment' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('The software stays on the computers.');
  await expect(dialog).toContainText(`Ledger 1.0 from ${DESKS} computers`);
  await expectAccessibleInBothThemes(page);
  await dialog.getByRole('button', { name: 'Remove assignment' }).click();
  await expect(page.getByText('No computer matches')).toBeVisible();
  await expect(vera.getByRole('heading', { name: `Installed on ${TILLS} computers` })).toBeVisible();
  const { rows } = await hub.hub.queries.audit(ADMIN, { verbPrefix: 'installation.remove' });
  expect(rows).toHaveLength(1);
  expect(rows[0]?.detail).toMatch(/^30 computers: desk-001, /);
});

test('what the inventory contradicts is shown, found by the filter, and repaired', async () => {
  await page.goto(addressOf(old));
  await page.getByRole('searchbox', { name: 'Search computer names' }).fill('till-000');
  await expect(table().locator('tbody tr')).toHaveCount(1);
  await expect(table()).toContainText('Not known');
  const list = (digest: string, version: string) =>
    agent.ask('inventory', {
      part: 'software',
      digest: digest.repeat(64),
      value: [{ name: 'ledger', version }],
    });
  valueOf(await list('1', '1.0'));
  await expect(table()).toContainText('Confirmed');
  valueOf(await list('2', '0.9'));
  await expect(table()).toContainText('Found 0.9');
  await page.getByRole('searchbox', { name: 'Search computer names' }).fill('');
  await page.getByRole('checkbox', { name: 'Only drifted' }).check();
  await expect(page).toHaveURL(/drifted=true/);
  await expect(table().locator('tbody tr')).toHaveCount(1);
  await expectAccessibleInBothThemes(page);

  await sam.goto(`/computers/${agent.computerId}?tab=packages`);
  await expect(sam.getByTestId('installed')).toContainText('Found 0.9');
  await expectAccessibleInBothThemes(sam);
  await sam.getByRole('link', { name: 'Repair Ledger 1.0 on till-000' }).click();
  await expect(sam.getByRole('checkbox', { name: 'Install this very version again' })).toBeChecked();
  await expect(sam.getByText('1 job on 1 computer')).toBeVisible();
  await sam.getByRole('button', { name: 'Start now' }).click();
  expect(await carriedOut()).toBe('install');
  valueOf(await list('3', '1.0'));
  await expect(page.getByText('None of them has drifted.')).toBeVisible();
});

test('a newer version takes over; the old one, on nobody any more, offers its deletion and is deleted', async () => {
  await hub.hub.commands.removeAssignments(ADMIN, { installedOn: { packageId: old.id, search: 'till-1' } });
  await hub.hub.commands.removeAssignments(ADMIN, { installedOn: { packageId: old.id, search: 'till-2' } });
  for (const name of namesOf('till', 99)) {
    await hub.hub.commands.removeAssignments(ADMIN, { installedOn: { packageId: old.id, search: name } });
  }
  await page.goto(addressOf(old));
  await expect(title(1)).toBeVisible();
  await page.getByRole('checkbox', { name: 'Choose till-000' }).check();
  await expectRefused(page, 'Deploy a newer version', 'There is no newer version of Ledger to install.');
  fresh = await givenPackage(hub, { familyName: 'Ledger', version: '2.0' });
  await page.goto(addressOf(old));
  await page.getByRole('checkbox', { name: 'Choose till-000' }).check();
  await page.getByRole('link', { name: 'Deploy a newer version' }).click();
  await expect(page.getByText('Install Ledger 2.0 on till-000')).toBeVisible();
  await expect(page.getByRole('checkbox', { name: 'Uninstall other versions automatically' })).toBeChecked();
  await expect(page.getByText('2 jobs on 1 computer')).toBeVisible();
  await page.getByRole('button', { name: 'Start now' }).click();
  await expect(page).toHaveURL(/\/containers\/[0-9a-f]{24}$/);
  await page.goto(addressOf(old));
  await expect(title(1)).toBeVisible();
  for (const action of ['uninstall', 'install']) expect(await carriedOut()).toBe(action);
  await expect(title(0)).toBeVisible();
  await expect(page.getByText('There is a newer version, 2.0.')).toBeVisible();
  await expectAccessibleInBothThemes(page);
  await page.getByRole('button', { name: 'Delete Ledger 1.0' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Type Ledger 1.0 to go on' }).fill('Ledger 1.0');
  await dialog.getByRole('button', { name: 'Delete Ledger 1.0' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Ledger', exact: true })).toBeVisible();
  const { packages } = await hub.hub.queries.family(ADMIN, old.familyId);
  expect(packages.map(({ version }) => version)).toEqual(['2.0']);
  expect((await hub.hub.queries.installationsOfPackage(ADMIN, fresh.id)).total).toBe(1);
});

test.describe('on the computer’s page', () => {
  const rows = (on: Page) => on.getByTestId('installed').locator('tbody tr');
  const records = async () =>
    (await hub.hub.queries.installationsOfComputer(ADMIN, agent.computerId)).map(
      (one) => `${one.packageName} ${one.packageVersion}`,
    );

  test('a record is added by hand and stands there at once, marked; nothing is executed', async () => {
    await givenPackage(hub, { familyName: 'Atlas', version: '1.0' });
    await sam.goto(`/computers/${agent.computerId}?tab=packages`);
    await vera.goto(`/computers/${agent.computerId}?tab=packages`);
    await expect(rows(vera)).toHaveText([/Ledger 2\.0/]);
    await expectRefused(vera, 'Add by hand', 'Needs the role support; you are signed in as viewer.');
    await sam.getByRole('button', { name: 'Add by hand' }).click();
    const dialog = sam.getByRole('dialog');
    await expect(dialog).toContainText('What is installed on till-000?');
    await expect(dialog).toContainText('nothing is executed');
    await expectRefused(sam, 'Add the record', 'Choose a package first.');
    await dialog.getByRole('searchbox', { name: 'Search packages' }).fill('atl');
    await dialog.getByRole('radio', { name: 'Atlas 1.0' }).check();
    await expectAccessibleInBothThemes(sam);
    await dialog.getByRole('button', { name: 'Add the record' }).click();
    for (const one of [sam, vera]) {
      await expect(rows(one).filter({ hasText: 'Atlas 1.0' })).toContainText('Added by hand');
    }
    expect(agent.ordersWaiting).toBe(0);
    const { rows: lines } = await hub.hub.queries.audit(ADMIN, { verbPrefix: 'installation.add' });
    expect(lines[0]).toMatchObject({ actor: { name: 'sam' }, detail: 'Atlas 1.0' });
  });

  test('an assignment is removed there, and what that does not do is said first', async () => {
    await sam.getByRole('checkbox', { name: 'Choose Ledger 2.0' }).check();
    await expect(sam.getByText('1 package chosen')).toBeVisible();
    await sam.getByRole('button', { name: 'Remove assignment' }).click();
    const dialog = sam.getByRole('dialog');
    await expect(dialog).toContainText('Remove the assignment of Ledger 2.0 from till-000?');
    await expect(dialog).toContainText('The software stays on the computers.');
    await expectAccessibleInBothThemes(sam);
    await dialog.getByRole('button', { name: 'Remove assignment' }).click();
    for (const one of [sam, vera]) await expect(rows(one)).toHaveText([/Atlas 1\.0/]);
    expect(await records()).toEqual(['Atlas 1.0']);
    expect(agent.ordersWaiting).toBe(0);
    const { rows: lines } = await hub.hub.queries.audit(ADMIN, { verbPrefix: 'installation.remove' });
    expect(lines[0]).toMatchObject({ actor: { name: 'sam' }, detail: '1 computer: till-000' });
  });

  test('a newer version is deployed from there, and takes the place of the old one live', async () => {
    await sam.getByRole('checkbox', { name: 'Choose Atlas 1.0' }).check();
    const reason = 'There is no newer version of Atlas 1.0 to install.';
    await expectRefused(sam, 'Deploy a newer version', reason);
    await givenPackage(hub, { familyName: 'Atlas', version: '2.0' });
    await sam.reload();
    await sam.getByRole('checkbox', { name: 'Choose Atlas 1.0' }).check();
    await sam.getByRole('link', { name: 'Deploy a newer version' }).click();
    await expect(sam.getByText('Install Atlas 2.0 on till-000')).toBeVisible();
    await expect(sam.getByRole('checkbox', { name: 'Uninstall other versions automatically' })).toBeChecked();
    await expect(sam.getByText('2 jobs on 1 computer')).toBeVisible();
    await sam.getByRole('button', { name: 'Start now' }).click();
    await expect(sam).toHaveURL(/\/containers\/[0-9a-f]{24}$/);
    expect(await carriedOut()).toBe('uninstall');
    await expect(vera.getByText('Packages that Reveille has installed here are listed here.')).toBeVisible();
    expect(await carriedOut()).toBe('install');
    await expect(rows(vera)).toHaveText([/Atlas 2\.0/]);
    expect(await records()).toEqual(['Atlas 2.0']);
  });
});
