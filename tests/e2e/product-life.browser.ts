import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import { besideHub, type BesideHub } from '#tests/support/beside-hub.ts';
import { startDebianComputer, type DebianComputer } from '#tests/support/debian-computer.ts';
import { buildDebianPackage, PRODUCT, type HeldStep } from '#tests/support/debian-package.ts';
import { prepareHubProcess, temporaryFolder, type HubProcess } from '#tests/support/processes.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import { expectAccessible } from './accessible.ts';
import { dropFiles } from './drop-files.ts';
import { expectRefused, signedIn } from './people.ts';

/**
 * The whole life of a product, in two real Debian packages and with three real agents, as an admin lives through it.
 * The packages wait while they are installed and removed, until the test has looked.
 */
test.describe.configure({ mode: 'serial' });

const OLD = '1.0-1';
const NEW = '2.0-1';
const NAMES = ['till-1', 'till-2', 'till-3'] as const;
type Name = (typeof NAMES)[number];

let hubs: HubProcess;
let beside: BesideHub;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const computers = new Map<Name, DebianComputer>();
let page: Page;
/** On which the old version's page stays open, while the deployments are watched on the other. */
let aside: Page;
/** By version, as its page shows it. */
const hashes = new Map<string, string>();

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000);
  folder = await temporaryFolder('product-life');
  hubs = await prepareHubProcess();
  await hubs.start();
  beside = await besideHub(hubs);
  const wish = { name: 'tills', maxUses: NAMES.length };
  const { token } = await beside.hub.commands.createEnrolmentToken(ADMIN, wish);
  for (const name of NAMES) {
    const at = { hub: hubs.address, token, folder: folder.path };
    computers.set(name, await startDebianComputer({ ...at, name }));
  }
  page = await signedIn(browser, { address: hubs.address, name: 'admin' });
  aside = await page.context().newPage();
});
test.afterAll(async () => {
  await Promise.all([...computers.values()].map(({ agent }) => agent.end('SIGTERM')));
  await beside.close();
  await hubs.dispose();
  await folder.dispose();
});

const computer = (name: Name): DebianComputer => {
  const found = computers.get(name);
  if (found === undefined) throw new Error(`no computer ${name}`);
  return found;
};
const hold = (step: HeldStep, names: readonly Name[]) =>
  Promise.all(names.map((name) => computer(name).hold(step)));
/** What really lies on the three computers. */
const onDisk = () => Promise.all(NAMES.map((name) => computer(name).installedVersion()));
const isKept = (version: string) =>
  existsSync(join(hubs.environment['DATA_DIR'] ?? '', 'content', `${hashes.get(version) ?? ''}.zip`));

const button = (name: string) => page.getByRole('button', { name, exact: true });
const link = (name: string) => page.getByRole('link', { name, exact: true });
const region = (name: string | RegExp) => page.getByRole('region', { name, exact: true });
const dialog = () => page.getByRole('dialog');
const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true });
const installedOn = (on: Page, count: number) =>
  on.getByRole('heading', { name: `Installed on ${count} computer${count === 1 ? '' : 's'}` });
const rowOf = (name: Name) => page.getByRole('row').filter({ has: link(name) });
/** A job's row on the page of its container. */
const job = (deed: string, name: Name) =>
  page.getByRole('row').filter({ has: page.getByRole('button', { name: `Output of ${deed} on ${name}` }) });
const progress = () => page.getByTestId('progress');

async function openFamily(): Promise<void> {
  await link('Packages').first().click();
  await link(PRODUCT).click();
  await expect(heading(PRODUCT)).toBeVisible();
}
async function openVersion(version: string): Promise<void> {
  await openFamily();
  await link(version).click();
  await expect(heading(`${PRODUCT} ${version}`)).toBeVisible();
}

/** After the files were chosen: nothing is typed, everything is what the .deb says. */
async function createAsSuggested(version: string): Promise<void> {
  await expect(page.getByLabel('Family')).toHaveValue(PRODUCT);
  await expect(page.getByLabel('Version')).toHaveValue(version);
  await expect(region('Install').getByLabel('Procedure', { exact: true })).toHaveValue(/dpkg .*--install /);
  await expect(region('Uninstall').getByLabel('Procedure', { exact: true })).toHaveValue(/dpkg --remove /);
  await button('Create the package').click();
  await expect(heading(`${PRODUCT} ${version}`)).toBeVisible();
  hashes.set(version, await page.getByText(/^[0-9a-f]{64}$/).innerText());
  expect(isKept(version)).toBe(true);
}
/** So that the inventory is looked at for it. */
async function nameInTheInventory(): Promise<void> {
  await link('Edit').click();
  await region('In the list of installed software').getByLabel('Name').fill(PRODUCT);
  await button('Save').click();
  await expect(region('Rules')).toContainText(PRODUCT);
}

test('a .deb is chosen, and fills the form by itself', async () => {
  const file = await buildDebianPackage(folder.path, OLD);
  await link('Packages').first().click();
  await link('Upload a package').first().click();
  const choosing = page.waitForEvent('filechooser');
  await button('Choose files').click();
  await (await choosing).setFiles(file);
  await createAsSuggested(OLD);
  await nameInTheInventory();
  await expect(page.getByText('Installed nowhere')).toBeVisible();
});

test('it is deployed to three computers and watched until the last of them has it', async () => {
  await link('Computers').first().click();
  for (const name of NAMES) {
    await expect(rowOf(name)).toContainText('Online');
    await expect(rowOf(name)).not.toContainText('Not reported yet');
  }
  await hold('install', NAMES);
  await openVersion(OLD);
  await link('Deploy').click();
  for (const name of NAMES)
    await region(/^Computers/)
      .getByLabel(new RegExp(name))
      .check();
  await expect(region('What will happen')).toContainText('3 jobs on 3 computers');
  await button('Start now').click();

  await expect(heading(`Install ${PRODUCT} ${OLD} on 3 computers`)).toBeVisible();
  const deed = `Install ${PRODUCT} ${OLD}`;
  for (const name of NAMES) await expect(job(deed, name)).toContainText('Executing');
  await expect(progress()).toContainText('0 of 3');
  await job(deed, 'till-2').getByRole('button').click();
  const output = page.getByRole('log', { name: `Output of ${deed} on till-2` });
  await expect(output).toContainText(`Unpacking ${PRODUCT} (${OLD})`);
  await expect(output).not.toContainText(`${PRODUCT} ${OLD} is ready.`);
  for (const [place, name] of NAMES.entries()) {
    await computer(name).letGo('install');
    await expect(job(deed, name)).toContainText('Succeeded');
    await expect(progress()).toContainText(`${place + 1} of 3`);
  }
  await expect(output).toContainText(`${PRODUCT} ${OLD} is ready.`);
  expect(await onDisk()).toEqual([OLD, OLD, OLD]);

  await openVersion(OLD);
  await expect(installedOn(page, 3)).toBeVisible();
  for (const name of NAMES) await expect(rowOf(name)).toContainText('Confirmed');
});

test('a second version is dropped onto the page of a new one', async () => {
  const file = await buildDebianPackage(folder.path, NEW);
  await openFamily();
  await link('Upload a version').click();
  await expect(heading('Upload a package')).toBeVisible();
  await dropFiles(page, [file]);
  await expect(page.getByText('A new version of an existing family.')).toBeVisible();
  await createAsSuggested(NEW);
});

test('two of the three get it from the old version’s page, which counts down meanwhile', async () => {
  const two = ['till-1', 'till-2'] as const;
  await hold('remove', two);
  await hold('install', two);
  await openVersion(OLD);
  await aside.goto(page.url());
  for (const name of two) await page.getByRole('checkbox', { name: `Choose ${name}` }).check();
  await link('Deploy a newer version').click();
  await expect(page.getByRole('checkbox', { name: 'Uninstall other versions automatically' })).toBeChecked();
  const plan = region('What will happen');
  await expect(plan).toContainText('4 jobs on 2 computers');
  await expect(plan).toContainText(`Install ${PRODUCT} ${NEW} on 2 computers`);
  await expect(plan).toContainText('2 other versions uninstalled first to make room.');
  await button('Start now').click();

  await expect(heading(`Install ${PRODUCT} ${NEW} on 2 computers`)).toBeVisible();
  const [remove, install] = [`Uninstall ${PRODUCT} ${OLD}`, `Install ${PRODUCT} ${NEW}`];
  for (const name of two) {
    await expect(job(remove, name)).toContainText('Executing');
    await expect(job(install, name)).toContainText(`Behind ${PRODUCT} ${OLD}`);
  }
  await expect(installedOn(aside, 3)).toBeVisible();
  await computer('till-1').letGo('remove');
  await expect(installedOn(aside, 2)).toBeVisible();
  await expect(job(remove, 'till-1')).toContainText('Succeeded');
  await expect(job(install, 'till-1')).toContainText('Executing');
  await expect(job(remove, 'till-2')).toContainText('Executing');
  await computer('till-2').letGo('remove');
  await expect(installedOn(aside, 1)).toBeVisible();
  await expect(job(install, 'till-2')).toContainText('Executing');
  await expect(progress()).toContainText('2 of 4');
  for (const name of two) await computer(name).letGo('install');
  await expect(progress()).toContainText('4 of 4');
  for (const name of two) await expect(job(install, name)).toContainText('Succeeded');
  expect(await onDisk()).toEqual([NEW, NEW, OLD]);
});

test('on the third the assignment is removed: the record is gone, the software is not', async () => {
  await openVersion(OLD);
  await page.getByRole('checkbox', { name: 'Choose till-3' }).check();
  await button('Remove assignment').click();
  await expect(dialog()).toContainText(`Remove the assignment of ${PRODUCT} ${OLD} from 1 computer?`);
  await expect(dialog()).toContainText('The software stays on the computers. Nothing is executed there');
  await dialog().getByRole('button', { name: 'Remove assignment' }).click();
  await expect(installedOn(page, 0)).toBeVisible();
  await expect(installedOn(aside, 0)).toBeVisible();
  expect(await onDisk()).toEqual([NEW, NEW, OLD]);

  await link('Computers').first().click();
  await link('till-3').click();
  const parts = page.getByRole('navigation', { name: 'Parts of this page' });
  await expect(parts).toBeVisible();
  await expect(page.getByTestId('installed')).toHaveCount(0);
  await parts.getByRole('link', { name: /^Software/ }).click();
  const listed = page.getByRole('table', { name: 'Installed software' });
  await expect(listed.getByRole('row').filter({ hasText: PRODUCT })).toContainText(OLD);
});

test('recorded by hand again, the last old version is uninstalled from its page', async () => {
  await openVersion(OLD);
  await button('Add by hand').click();
  await dialog().getByRole('radio', { name: 'till-3' }).check();
  await dialog().getByRole('button', { name: 'Add the record' }).click();
  await expect(installedOn(page, 1)).toBeVisible();
  await expect(rowOf('till-3')).toContainText('Added by hand');
  await expect(rowOf('till-3')).toContainText('Confirmed');

  await page.getByRole('checkbox', { name: 'Choose till-3' }).check();
  await link('Uninstall').click();
  await expect(region('What will happen')).toContainText('1 job on 1 computer');
  await button('Start now').click();
  await expect(heading(`Uninstall ${PRODUCT} ${OLD} on till-3`)).toBeVisible();
  await expect(job(`Uninstall ${PRODUCT} ${OLD}`, 'till-3')).toContainText('Succeeded');
  expect(await onDisk()).toEqual([NEW, NEW, undefined]);
  await expect(installedOn(aside, 0)).toBeVisible();
  await aside.close();
});

test('[M7] on nobody any more, it offers its deletion; with it go its files from the hub’s disk', async () => {
  await openVersion(OLD);
  await expect(page.getByText(`There is a newer version, ${NEW}.`)).toBeVisible();
  await button(`Delete ${PRODUCT} ${OLD}`).click();
  await expect(dialog()).toContainText('Its files leave the hub');
  await expect(dialog()).not.toContainText('still in use');
  await dialog().getByRole('textbox').fill(`${PRODUCT} ${OLD}`);
  await dialog()
    .getByRole('button', { name: `Delete ${PRODUCT} ${OLD}` })
    .click();
  await expect(heading(PRODUCT)).toBeVisible();
  await expect(page.getByTestId('versions').getByRole('link', { name: /^\d/ })).toHaveText([NEW]);
  expect([isKept(OLD), isKept(NEW)]).toEqual([false, true]);
});

test('[M5] what is still installed is deleted only with its name typed, and stays on the computers', async () => {
  await openVersion(NEW);
  await expect(installedOn(page, 2)).toBeVisible();
  await button('Delete').click();
  await expect(dialog()).toContainText('It is still installed on 2 computers.');
  await expect(dialog()).toContainText('The software stays on the computers.');
  const deed = `Delete ${PRODUCT} ${NEW}`;
  const reason = `Type ${PRODUCT} ${NEW} first.`;
  await expectRefused(page, deed, reason);
  await expectAccessible(page);
  await dialog().getByRole('textbox').fill(PRODUCT);
  await expectRefused(page, deed, reason);
  await dialog().getByRole('textbox').press('Enter');
  expect(isKept(NEW)).toBe(true);
  await dialog().getByRole('textbox').fill(`${PRODUCT} ${NEW}`);
  await dialog().getByRole('button', { name: deed }).click();
  await expect(heading(PRODUCT)).toBeVisible();
  await expect(page.getByText('No versions')).toBeVisible();
  expect(isKept(NEW)).toBe(false);

  await link('Computers').first().click();
  await link('till-1').click();
  await expect(page.getByText('Packages that Reveille has installed here are listed here.')).toBeVisible();
  expect(await onDisk()).toEqual([NEW, NEW, undefined]);
});
