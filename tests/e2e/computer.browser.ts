import { readFile } from 'node:fs/promises';
import { expect, type Browser, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import type { BareAgent } from '#tests/support/bare-agent.ts';
import { startConsoleHub, type ConsoleHub } from '#tests/support/console-hub.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import { expectAccessibleInBothThemes } from './accessible.ts';
import { setDesk, type Desk } from './desk.ts';
import { expectRefused, person } from './people.ts';

/** The page of one computer, as support staff live on it while its user is on the phone. */
test.describe.configure({ mode: 'serial' });

let hub: ConsoleHub;
let desk: Desk;
let agent: BareAgent;
/** Of the role support, and of the role viewer. */
let sam: Page;
let vera: Page;

test.beforeAll(async ({ browser }) => {
  hub = await startConsoleHub();
  desk = await setDesk(hub);
  ({ agent } = desk);
  const at = { hub: hub.hub, address: hub.address };
  sam = await person(browser, { ...at, name: 'sam', role: 'support' });
  vera = await person(browser, { ...at, name: 'vera', role: 'viewer' });
});
test.afterAll(async () => {
  desk.agent.leave();
  await hub.dispose();
});

const path = (search = '') => `/computers/${agent.computerId}${search}`;
const events = (page: Page) => page.getByTestId('event');
const tab = (page: Page, name: RegExp | string) =>
  page.getByRole('navigation', { name: 'Parts of this page' }).getByRole('link', { name });

test('everything that matters is seen without scrolling: what runs, what waits and why, what happened', async () => {
  await sam.goto(path());
  await expect(sam.getByTestId('output')).toContainText('Unpacking drivers');
  const waiting = sam.getByRole('region', { name: /^Waiting/ });
  await expect(waiting).toContainText('Install Office 2024');
  await expect(waiting).toContainText(/behind|comes first|after/i);
  for (const name of [/^Runs now/, /^Waiting/, /^Last events/, /^Installed packages/]) {
    const box = await sam.getByRole('region', { name }).boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0), String(name)).toBeLessThanOrEqual(900);
  }
  await expect(sam.getByTestId('facts').getByText('anna logged in')).toBeVisible();
  await expect(sam.getByTestId('installed-glance').getByRole('listitem').first()).toContainText('Found 0.9');
  await expect(sam.getByText('/data: 20 GB free')).toBeVisible();
  await expectAccessibleInBothThemes(sam);
});

test('a running job says how long that usually takes, and is orange when it takes longer', async () => {
  const course = sam.getByTestId('usual-duration');
  await expect(course).toContainText(/of usually 1 min/);
  await expect(course).toHaveAttribute('data-tone', 'blue');
  const before = new Date(Date.now() - 600_000);
  const job = await hub.context.store.jobs.get(desk.running.jobId);
  if (job?.attempt === undefined) throw new Error('The job does not run.');
  const older = await hub.context.store.jobs.save({ ...job, attempt: { ...job.attempt, startedAt: before } });
  if (older !== undefined) await hub.context.announcer.jobs([older]);
  await expect(course).toHaveAttribute('data-tone', 'orange');
});

test('its timeline is grouped by day, and its kinds stand in the address', async () => {
  await tab(sam, 'Timeline').click();
  await expect(sam.getByRole('heading', { name: 'Today' })).toBeVisible();
  await expect(sam.getByRole('heading', { name: 'Yesterday' })).toBeVisible();
  await expectAccessibleInBothThemes(sam);
  await sam.getByRole('link', { name: 'Jobs', exact: true }).click();
  await expect(sam).toHaveURL(/tab=timeline&kinds=job/);
  await expect(events(sam).first()).toHaveAttribute('data-kind', 'job');
  expect(
    new Set(await events(sam).evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset['kind']))),
  ).toEqual(new Set(['job']));
  await sam.getByRole('link', { name: 'Restarts' }).click();
  await expect(sam).toHaveURL(/kinds=job(%2C|,)power/);
  await sam.reload();
  await expect(sam.getByRole('link', { name: 'Restarts' })).toHaveAttribute('aria-current', 'true');
  await sam.getByRole('link', { name: 'Everything' }).click();
  await expect(sam).not.toHaveURL(/kinds/);
});

test('what happens meanwhile appears at the top; further down it is only counted', async () => {
  await sam.evaluate('window.scrollTo(0, 0)');
  const change = (notes: string) =>
    hub.hub.commands.changeComputerNotes(ADMIN, { computerId: agent.computerId, notes });
  await change('one');
  await expect(events(sam).first()).toContainText('admin changed the notes');
  await expect(events(sam)).toHaveCount(51);

  // Reading on brings the earlier ones.
  await sam.mouse.wheel(0, 20_000);
  await expect(events(sam).nth(60)).toBeAttached();
  await events(sam).nth(30).scrollIntoViewIfNeeded();
  const read = events(sam).nth(30);
  const before = await read.boundingBox();
  const words = await read.textContent();
  await change('two');
  await change('three');
  const pill = sam.getByRole('button', { name: '2 new' });
  await expect(pill).toBeVisible();
  expect(await events(sam).nth(30).textContent()).toBe(words);
  expect((await events(sam).nth(30).boundingBox())?.y).toBe(before?.y);
  await pill.click();
  await expect(pill).toHaveCount(0);
  await expect(events(sam).first()).toBeInViewport();
  await expect(events(sam).nth(2)).toContainText('admin changed the notes');
});

test('a line of a job opens its output, under an address of its own', async () => {
  await sam.goto(path('?tab=timeline&kinds=job'));
  await sam.getByRole('link', { name: 'Install Driver 4.1: failed' }).click();
  await expect(sam).toHaveURL(/[?&]job=[0-9a-f]{24}/);
  await expect(sam.getByRole('region', { name: 'Job' })).toContainText('exit code 1603');
  await expect(sam.getByTestId('output')).toContainText('a line');
  await sam.reload();
  await expect(sam.getByRole('region', { name: 'Job' })).toContainText('exit code 1603');
  await sam.goBack();
  await expect(sam).toHaveURL(/tab=timeline/);
});

test('a message tells what became of it', async () => {
  await sam.goto(path());
  const send = async (text: string) => {
    await sam.getByRole('button', { name: 'Message', exact: true }).click();
    const dialog = sam.getByRole('dialog', { name: 'Message to till' });
    await dialog.getByLabel('Text').fill(text);
    await dialog.getByRole('button', { name: 'Send the message' }).click();
  };
  agent.says = { message: { shownTo: ['anna'] } };
  await send('We restart in a moment.');
  await expect(sam.getByText('Shown to anna (seat0) on till.')).toBeVisible();
  expect(await agent.orderFor('message')).toMatchObject({ text: 'We restart in a moment.' });
  const last = sam.getByTestId('last-events').getByRole('listitem').first();
  await expect(last).toContainText('sam sent a message');
  agent.says = { message: { shownTo: [] } };
  await send('Is anybody there?');
  await expect(sam.getByText('Nobody is logged in on till: nobody has seen the message.')).toBeVisible();
});

test('the inventory is asked for, and it is told when it has come', async () => {
  await sam.getByRole('button', { name: 'More' }).click();
  await sam.getByRole('menuitem', { name: 'Inventory now' }).click();
  await agent.orderFor('inventory');
  await expect(sam.getByText('The agent of till reads its inventory anew.')).toBeVisible();
  await desk.sendsUsers([{ name: 'ben', terminal: 'seat0', since: '' }]);
  await expect(sam.getByText('The inventory of till is of this moment.')).toBeVisible();
  // Who is logged in has changed before the eyes.
  await expect(sam.getByText('ben logged in', { exact: true })).toBeVisible();
  await expect(sam.getByTestId('last-events')).toContainText('ben logged in, anna logged out');
});

test('software is searched, sorted and taken along as a table', async () => {
  await tab(sam, /^Software/).click();
  await sam.getByLabel('Filter by name').fill('lib');
  await expect(sam).toHaveURL(/q=lib/);
  await expect(sam.getByText('2 of 4 match')).toBeVisible();
  const table = sam.getByRole('table', { name: 'Installed software' });
  await sam.getByRole('link', { name: 'Version' }).click();
  await expect(sam).toHaveURL(/sort=version/);
  await expect(table.getByRole('row').nth(1)).toContainText('libssl');
  await sam.getByRole('link', { name: 'Version' }).click();
  await expect(table.getByRole('row').nth(1)).toContainText('libcurl');
  const download = sam.waitForEvent('download');
  await sam.getByRole('link', { name: 'CSV' }).click();
  const file = await (await download).path();
  expect(await readFile(file, 'utf8')).toBe(
    'Name,Version,Built for\r\nlibcurl,8.10,amd64\r\nlibssl,8.9,amd64\r\n',
  );
  await expectAccessibleInBothThemes(sam);
});

test('hardware: full disks are red, networks name their subnet', async () => {
  await tab(sam, /^Hardware/).click();
  await expect(sam.getByText('20 GB free of 1 TB')).toBeVisible();
  await expect(sam.getByRole('progressbar', { name: '/data: 98 % used' })).toHaveAttribute(
    'data-tone',
    'red',
  );
  await expect(sam.getByText('subnet 10.1.4.0/24')).toBeVisible();
  await expectAccessibleInBothThemes(sam);
});

test('by the keyboard alone: deeds have keys, which are listed, and dialogs give the focus back', async () => {
  await sam.goto(path());
  await sam.keyboard.press('?');
  const help = sam.getByRole('dialog', { name: 'Keyboard' });
  for (const deed of ['Deploy', 'Wake', 'Message', 'Restart', 'Inventory now', 'Edit the notes'])
    await expect(help.getByText(deed, { exact: true })).toBeVisible();
  await sam.keyboard.press('Escape');
  await sam.keyboard.press('m');
  await expect(sam.getByRole('dialog', { name: 'Message to till' })).toBeVisible();
  await sam.keyboard.press('Escape');
  await sam.keyboard.press('r');
  const dialog = sam.getByRole('dialog', { name: 'Restart till?' });
  await expect(dialog).toContainText('ben is logged in and warned first');
  await sam.keyboard.press('Escape');
  await sam.keyboard.press('n');
  await expect(sam.getByRole('textbox', { name: 'Notes' })).toBeFocused();
  await sam.keyboard.press('Escape');
  await tab(sam, 'Timeline').focus();
  await sam.keyboard.press('Enter');
  await expect(sam.getByTestId('timeline')).toBeVisible();
  await sam.keyboard.press('d');
  await expect(sam).toHaveURL(new RegExp(`/containers/new\\?computer=${agent.computerId}`));
});

test('who may only look sees everything, and is told which role each deed needs', async () => {
  await vera.goto(path());
  await expect(vera.getByTestId('last-events')).toContainText('sam sent a message');
  const reason = 'Needs the role support; you are signed in as viewer.';
  for (const button of ['Deploy', 'Wake', 'Message', 'Restart', 'Shut down'])
    await expectRefused(vera, button, reason);
  await vera.getByRole('button', { name: 'More' }).click();
  await expect(vera.getByRole('menuitem', { name: 'Inventory now' })).toContainText(reason);
  await vera.keyboard.press('Escape');
  await tab(vera, 'Timeline').click();
  await expect(events(vera).first()).toBeVisible();
});

test('on a phone: the deeds are large and cover nothing, and no part is cut off', async ({ browser }) => {
  const phone = await onPhone(browser);
  await phone.goto(path());
  const bar = phone.getByTestId('action-bar');
  for (const button of await bar.getByRole('button').all()) {
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  }
  const barBox = await bar.boundingBox();
  const tabsBox = await phone.getByRole('navigation', { name: 'Parts of this page' }).boundingBox();
  expect((barBox?.y ?? 0) + (barBox?.height ?? 0)).toBeLessThanOrEqual(tabsBox?.y ?? 0);
  await bar.getByRole('button', { name: 'More' }).click();
  await expect(phone.getByRole('menuitem', { name: 'Shut down' })).toBeVisible();
  await phone.keyboard.press('Escape');
  for (const name of ['now', 'timeline', 'packages', 'software', 'hardware', 'wake']) {
    await phone.goto(path(name === 'now' ? '' : `?tab=${name}`));
    await expect(phone.getByRole('heading', { level: 1, name: 'till' })).toBeVisible();
    const wide = await phone.evaluate('document.documentElement.scrollWidth > innerWidth');
    expect(wide, name).toBe(false);
    await expect(phone.locator(`[data-tab=${name}]`)).toBeInViewport({ ratio: 0.9 });
    await expectAccessibleInBothThemes(phone);
  }
  await phone.context().close();
});

test('when it is away, what needs it says so, and waking comes first', async ({ browser }) => {
  agent.leave();
  const phone = await onPhone(browser);
  await phone.goto(path());
  await expect(phone.getByText('Offline').first()).toBeVisible();
  const bar = phone.getByTestId('action-bar');
  await expect(bar.getByRole('button', { name: 'Wake' })).toBeVisible();
  await bar.getByRole('button', { name: 'More' }).click();
  await expect(phone.getByRole('menuitem', { name: 'Message' })).toContainText('till is not online');
  await phone.context().close();
});

const onPhone = async (browser: Browser) =>
  (
    await browser.newContext({
      baseURL: hub.address,
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      storageState: await sam.context().storageState(),
    })
  ).newPage();
