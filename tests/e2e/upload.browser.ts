import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import { fromBufferPromise } from 'yauzl';
import { startConsoleHub } from '#tests/support/console-hub.ts';
import { temporaryFolder } from '#tests/support/processes.ts';
import { stretchWire, type Wire } from '#tests/support/tcp-proxy.ts';
import { ADMIN, ADMIN_PASSWORD, type TestHub } from '#tests/support/test-hub.ts';
import { expectAccessible, expectAccessibleInBothThemes } from './accessible.ts';
import { signIn } from './console.ts';
import { dropFiles } from './drop-files.ts';

/** Uploads from a browser: over a line that breaks, while the form is filled in, and given up. */
test.describe.configure({ mode: 'serial' });

const MIB = 1024 * 1024;
/** Slow enough to look at, quick enough to wait for. */
const SLOW_BYTES_A_SECOND = 4 * MIB;

let hub: TestHub;
let wire: Wire;
let page: Page;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

test.beforeAll(async ({ browser }) => {
  folder = await temporaryFolder('upload');
  hub = await startConsoleHub();
  wire = await stretchWire(hub.address);
  const context = await browser.newContext({
    baseURL: wire.address,
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  page = await context.newPage();
  await page.goto('/');
  await signIn(page, { name: 'admin', password: ADMIN_PASSWORD });
});
test.afterAll(async () => {
  await wire.dispose();
  await hub.dispose();
  await folder.dispose();
});

/** A folder with a real Debian package that is larger than one portion of an upload. */
async function folderWithDebianPackage(): Promise<{ path: string; deb: Buffer }> {
  const tree = join(folder.path, 'tree');
  const path = join(folder.path, 'chosen');
  await mkdir(join(tree, 'DEBIAN'), { recursive: true });
  await mkdir(join(tree, 'usr/share/quiet-editor'), { recursive: true });
  await mkdir(path);
  await writeFile(
    join(tree, 'DEBIAN/control'),
    'Package: quiet-editor\nVersion: 2.0-3\nArchitecture: amd64\nMaintainer: N <n@example.org>\nDescription: An editor that says nothing\n',
  );
  await writeFile(join(tree, 'usr/share/quiet-editor/payload'), randomBytes(40 * MIB));
  const file = join(path, 'quiet editor.deb');
  execFileSync('dpkg-deb', ['--build', '--root-owner-group', '-Znone', tree, file], { stdio: 'ignore' });
  return { path, deb: await readFile(file) };
}

async function slowly<Value>(work: () => Promise<Value>): Promise<Value> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const pace = (uploadThroughput: number) =>
    session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput,
    });
  await pace(SLOW_BYTES_A_SECOND);
  try {
    return await work();
  } finally {
    await pace(-1);
    await session.detach();
  }
}

const progress = () => page.getByTestId('upload-progress');
const install = () =>
  page.getByRole('region', { name: 'Install', exact: true }).getByLabel('Procedure', { exact: true });
const uninstall = () =>
  page.getByRole('region', { name: 'Uninstall', exact: true }).getByLabel('Procedure', { exact: true });
const create = () => page.getByRole('button', { name: 'Create the package' });
const openUploads = () =>
  readdir(join(hub.dataDirectory, 'content', 'incoming', 'uploads')).catch((): string[] => []);
/** Part of a file has arrived at the hub, and not all of it. */
const somethingArrived = () =>
  expect.poll(async () => Number(/(\d+) %/.exec(await progress().innerText())?.[1] ?? 0)).toBeGreaterThan(4);

test('a folder is sent while the form is empty; a line that is cut does not end it; the .deb fills the form', async () => {
  const { path, deb } = await folderWithDebianPackage();
  await page.goto('/packages/new');
  await slowly(async () => {
    await page.getByTestId('folder').setInputFiles(path);
    await somethingArrived();
    await expect(progress()).toContainText('/s');
    await expectAccessible(page);
    await page.context().setOffline(true);
    wire.cut();
  });
  await page.context().setOffline(true);
  await expect(progress()).toContainText('Connection lost, it goes on by itself');
  await expect(progress()).toContainText('next try in');
  await expectAccessibleInBothThemes(page);

  await page.context().setOffline(false);
  await expect(progress()).toContainText('Uploaded');
  await expect(page.getByLabel('Family')).toHaveValue('quiet-editor');
  await expect(page.getByLabel('Version')).toHaveValue('2.0-3');
  await expect(page.getByLabel(/^Notes/)).toHaveValue('An editor that says nothing');
  await expect(install()).toHaveValue(/dpkg .*--install '\.\/quiet editor\.deb'$/);
  await expect(uninstall()).toHaveValue(/dpkg --remove quiet-editor$/);
  await expect(page.getByLabel('Only for Linux on x64')).toBeChecked();
  await expect(page.getByTestId('suggestion')).toContainText('quiet editor.deb');
  await expectAccessibleInBothThemes(page);

  await create().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('quiet-editor 2.0-3');
  await expect(page.getByTestId('archive-files')).toContainText('quiet editor.deb');
  // It would go by itself, perhaps while the page is looked at.
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expectAccessibleInBothThemes(page);

  const [created] = (await hub.hub.queries.packages(ADMIN)).rows;
  expect(created).toMatchObject({
    compatibleSystems: [{ family: 'linux', architectures: ['x64'] }],
    notes: 'An editor that says nothing',
    content: { files: 1 },
  });
  const sha256 = created?.content?.sha256 ?? '';
  await expect(page.getByText(sha256)).toBeVisible();
  const zip = await fromBufferPromise(await readFile(join(hub.dataDirectory, 'content', `${sha256}.zip`)));
  for await (const entry of zip.eachEntry()) {
    const bytes = Buffer.concat(await (await zip.openReadStreamPromise(entry)).toArray());
    expect(bytes.equals(deb)).toBe(true);
  }
  expect(await openUploads()).toEqual([]);
});

test('what somebody wrote stays, and a form that is sent off early waits for its files', async () => {
  await page.goto('/packages/new');
  await page.getByLabel('Family').fill('My own name');
  await page.getByLabel('Version').fill('7');
  await install().fill('echo mine');
  await slowly(async () => {
    await page.getByTestId('folder').setInputFiles(join(folder.path, 'chosen'));
    await somethingArrived();
    await create().click();
    await expect(page.getByRole('button', { name: 'Waiting for the upload' })).toBeVisible();
    await expectAccessible(page);
  });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('My own name 7');
  const created = (await hub.hub.queries.packages(ADMIN)).rows.find(
    (one) => one.familyName === 'My own name',
  );
  expect(created).toMatchObject({
    install: { procedure: 'echo mine' },
    // Left empty on purpose, as far as anybody can tell.
    uninstall: { procedure: '' },
    content: { files: 1 },
  });
});

test('many files of a folder keep their paths; the package lists them and finds them', async () => {
  const path = join(folder.path, 'many');
  for (const part of ['bin', 'data']) {
    await mkdir(join(path, part), { recursive: true });
    for (let at = 0; at < 30; at += 1)
      await writeFile(join(path, part, `${part}-${at}.txt`), `${part} ${at}`);
  }
  await writeFile(join(path, 'empty.txt'), '');
  await page.goto('/packages/new');
  await page.getByTestId('folder').setInputFiles(path);
  await page.getByLabel('Family').fill('Many');
  await page.getByLabel('Version').fill('1');
  await install().fill('sh bin/run.sh');
  await create().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Many 1');
  const list = page.getByTestId('archive-files');
  await expect(list.getByRole('listitem')).toHaveCount(61);
  await page.getByLabel('Search the files').fill('DATA-2');
  await expect(list.getByRole('listitem')).toHaveCount(11);
  await expect(page.getByText('11 of 61 files')).toBeVisible();
  await expectAccessible(page);
});

test('files and folders that are dropped are sent with everything in them; others begin anew', async () => {
  const single = join(folder.path, 'install.sh');
  await writeFile(single, 'echo');
  await page.goto('/packages/new');
  await dropFiles(page, [join(folder.path, 'many')]);
  await expect(progress()).toContainText('Uploaded: 61 files');
  await dropFiles(page, [single]);
  await expect(progress()).toContainText('Uploaded: 62 files');
  await expect(page.getByRole('region', { name: 'Chosen files' })).toContainText('install.sh');
  await page.getByRole('button', { name: 'Take all away' }).click();
  await expect(progress()).toBeHidden();
  await expect.poll(openUploads).toEqual([]);
});

test('leaving asks first; a cancelled upload leaves nothing at the hub', async () => {
  await page.goto('/packages/new');
  await slowly(async () => {
    await page.getByTestId('folder').setInputFiles(join(folder.path, 'chosen'));
    await somethingArrived();
    expect(await openUploads()).toHaveLength(1);

    page.once('dialog', (dialog) => void dialog.dismiss());
    await page.getByRole('link', { name: 'Computers' }).first().click();
    await expect(page).toHaveURL(/packages\/new/);
    await page.getByRole('button', { name: 'Cancel the upload' }).click();
  });
  await expect(progress()).toBeHidden();
  await expect.poll(openUploads).toEqual([]);

  await slowly(async () => {
    await page.getByTestId('folder').setInputFiles(join(folder.path, 'chosen'));
    await somethingArrived();
    page.once('dialog', (dialog) => void dialog.accept());
    await page.getByRole('link', { name: 'Computers' }).first().click();
    await expect(page.getByRole('heading', { level: 1, name: 'Computers' })).toBeVisible();
  });
  await expect.poll(openUploads).toEqual([]);
});
