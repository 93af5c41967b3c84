import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import { startConsoleHub, type ConsoleHub } from '#tests/support/console-hub.ts';
import { filterFrom } from '#tests/support/fleet.ts';
import { joinFleet } from '#tests/support/simulator/fleet.ts';
import type { SimulatedAgent } from '#tests/support/simulator/simulated-agent.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import { expectAccessibleInBothThemes } from './accessible.ts';
import { expectNothingBeneath } from './dock.ts';
import { expectRefused, person } from './people.ts';

/** The list of computers with a fleet in it: found, kept, sorted, chosen, and something done to all that match. */

const COMPUTERS = 300;
const OFFLINE = 24;

let hub: ConsoleHub;
let fleet: SimulatedAgent[];
let olga: Page;
test.beforeAll(async ({ browser }) => {
  hub = await startConsoleHub();
  const { token } = await hub.enrolmentToken(COMPUTERS);
  const temper = { least: 50, most: 100, failing: 0 };
  fleet = await joinFleet({ hub: hub.address, token, agents: COMPUTERS, temper });
  for (const agent of fleet.slice(0, OFFLINE)) agent.leave();
  olga = await person(browser, { hub: hub.hub, address: hub.address, name: 'olga', role: 'admin' });
});
test.afterAll(async () => {
  await olga.context().close();
  for (const agent of fleet) agent.leave();
  await hub.dispose();
});

/** How many the hub finds. */
const matching = async (filter: string) =>
  (await hub.hub.queries.computers(ADMIN, { filter: filterFrom(filter), limit: 1 })).matching;
const where = () => new URL(olga.url()).searchParams.get('where');
const list = () => olga.getByTestId('computers');
const count = () => olga.getByTestId('count');
const button = (name: string | RegExp) => olga.getByRole('button', { name, exact: true });
const dialog = () => olga.getByRole('dialog');
const names = () =>
  list()
    .getByRole('gridcell')
    .getByRole('link', { name: /^(BER|MUC|HAM|VIE|ZRH)-/ });

/** Begins a condition: its field is chosen, its value is not. */
async function addCondition(field: string): Promise<void> {
  await button('Filter').click();
  await olga.getByRole('option', { name: field, exact: true }).click();
}

test('[Z1] a filter is put together from conditions, stands in the address, and is the same after a reload', async () => {
  await olga.goto('/computers');
  await expect(count()).toHaveText(`${COMPUTERS} of ${COMPUTERS} computers`);
  await expect(list()).toHaveAttribute('aria-rowcount', `${COMPUTERS + 1}`);
  // Of 300 only those exist that are seen, and some beyond.
  expect(await list().getByRole('row').count()).toBeLessThan(60);
  await expectAccessibleInBothThemes(olga);

  await addCondition('Operating system');
  await olga.getByLabel('Linux').check();
  await expectAccessibleInBothThemes(olga);
  await button('Apply').click();
  await expect(count()).toHaveText(`${await matching('os:linux')} of ${COMPUTERS} computers`);
  await addCondition('Presence');
  await olga.getByLabel('Offline').check();
  await button('Apply').click();
  const found = await matching('os:linux,presence:offline');
  expect(found).toBeGreaterThan(1);
  await expect(count()).toHaveText(`${found} of ${COMPUTERS} computers`);
  expect(where()).toBe('os:linux,presence:offline');

  await olga.reload();
  await expect(olga.getByTestId('condition')).toHaveText([
    'Operating system is Linux',
    'Presence is Offline',
  ]);
  await expect(names()).toHaveCount(found);
  await olga.getByLabel('How conditions are joined').selectOption('Any of');
  const either = await matching('any(os:linux,presence:offline)');
  await expect(count()).toHaveText(`${either} of ${COMPUTERS} computers`);
  await button('Remove Operating system is Linux').click();
  await expect(count()).toHaveText(`${OFFLINE} of ${COMPUTERS} computers`);
  await olga.goBack();
  await expect(count()).toHaveText(`${either} of ${COMPUTERS} computers`);
});

test('columns are chosen and sorted by; who comes and goes moves by itself', async () => {
  await olga.goto('/computers?where=presence:offline');
  await button('Columns').click();
  await olga.getByLabel('Free disk').check();
  await olga.keyboard.press('Escape');
  await list().getByRole('columnheader').getByRole('link', { name: 'Free disk' }).click();
  await expect(list().getByRole('columnheader', { name: 'Free disk' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  );
  const { rows } = await hub.hub.queries.computers(ADMIN, {
    filter: filterFrom('presence:offline'),
    sort: { by: 'disk', descending: false },
  });
  await expect(names()).toHaveText(rows.map(({ name }) => name));
  await olga.reload();
  await expect(list().getByRole('columnheader', { name: 'Free disk' })).toBeVisible();

  const [one] = fleet.splice(-1);
  one?.leave();
  await expect(count()).toHaveText(`${OFFLINE + 1} of ${COMPUTERS} computers`);
});

test('a filter is kept by a name, and shared; who may only look finds it, and is told what it may not do', async ({
  browser,
}) => {
  await olga.goto('/computers?where=presence:offline,os:windows');
  await button('Saved filters').click();
  await button('Save this filter…').click();
  const saving = olga.getByRole('dialog', { name: 'Save this filter' });
  await saving.getByLabel('Name').fill('Windows, gone');
  await saving.getByLabel('Share it with everybody').check();
  await expectAccessibleInBothThemes(olga);
  await saving.getByRole('button', { name: 'Save' }).click();
  await expect(button('Leave the saved filter Windows, gone')).toBeVisible();

  const vera = await person(browser, { hub: hub.hub, address: hub.address, name: 'vera', role: 'viewer' });
  await vera.goto('/computers');
  await vera.getByRole('button', { name: 'Saved filters' }).click();
  await vera.getByRole('link', { name: 'Windows, gone' }).click();
  await expect(vera.getByTestId('condition')).toHaveText([
    'Presence is Offline',
    'Operating system is Windows',
  ]);
  await vera.getByLabel('Choose the computers in view').check();
  for (const one of ['Deploy', 'Wake', 'Message', 'Restart']) {
    await expectRefused(vera, one, 'Needs the role operator; you are signed in as viewer.');
  }
  await vera.getByRole('button', { name: 'More actions' }).click();
  await expect(vera.getByRole('menuitem', { name: /^Delete/ })).toContainText(
    'Needs the role operator; you are signed in as viewer.',
  );
  await vera.context().close();
});

test('something is done to all that match, in the background: asked before, watched from any page', async () => {
  await olga.goto('/computers?where=os:linux');
  const [all, there] = [await matching('os:linux'), await matching('os:linux,presence:online')];
  expect(there).toBeLessThan(all);
  await list().getByRole('checkbox').nth(1).check();
  await button(`Choose all ${all} that match`).click();
  await expect(olga.getByTestId('chosen')).toContainText(`All ${all} that match are chosen`);
  await button('Restart').click();
  await expect(dialog().getByTestId('bulk-preview')).toContainText(`${there} computers`);
  await expectAccessibleInBothThemes(olga);
  const deed = dialog().getByRole('button', { name: `Restart ${there} computers` });
  await expect(deed).toHaveAttribute('aria-disabled', 'true');
  await dialog()
    .getByLabel(/Type the number/)
    .fill(`${all}`);
  await deed.click();
  await expect(dialog()).toBeHidden();
  await olga.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Packages' }).click();
  const run = olga.getByTestId('bulk');
  await expect(run).toContainText(`Finished: ${there} done`);
  await expectAccessibleInBothThemes(olga);
  await olga.reload();
  await expect(run).toContainText(`Finished: ${there} done`);
  await olga.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Computers' }).click();
  await expect(names().first()).toBeVisible();
  await expectNothingBeneath(olga, run);
  await run.getByRole('button', { name: 'Dismiss' }).click();
  await expect(run).toHaveCount(0);
});

test('all that match are deployed to: the assistant has them, says by which filter, and plans for them', async () => {
  const { id } = await hub.hub.commands.createPackage(ADMIN, {
    familyName: 'editor',
    version: '1.0',
    installProcedure: 'echo in',
  });
  // A restart is due on those with Linux, and their jobs wait for it.
  await olga.goto('/computers?where=presence:online,os:windows');
  const all = await matching('presence:online,os:windows');
  await list().getByRole('checkbox').nth(1).check();
  await button(`Choose all ${all} that match`).click();
  await olga.getByRole('link', { name: 'Deploy', exact: true }).click();
  const selection = olga.getByTestId('selection');
  await expect(selection).toContainText(`${all} computers`);
  await expect(selection.getByRole('listitem')).toHaveText([
    'Presence is Online',
    'Operating system is Windows',
  ]);
  await olga.getByLabel('editor 1.0').check();
  await expect(olga.getByText(`${all} jobs on ${all} computers`)).toBeVisible();
  await expectAccessibleInBothThemes(olga);
  await button('Start now').click();
  await expect(olga.getByRole('heading', { level: 1 })).toHaveText(`Install editor 1.0 on ${all} computers`);
  // So many jobs take a small machine longer than a page takes.
  await expect.poll(() => matching(`package.installed:${id}`), { timeout: 120_000 }).toBe(all);
});

test('computers are deleted after their number was typed, and leave the list', async () => {
  await olga.goto('/computers?where=presence:offline&sort=name');
  const [offline, all] = [await matching('presence:offline'), await matching('')];
  const chosen = await names().first().innerText();
  await list().getByRole('checkbox').nth(1).check();
  await button('More actions').click();
  await olga.getByRole('menuitem', { name: 'Delete' }).click();
  const deed = dialog().getByRole('button', { name: 'Delete 1 computer' });
  await expect(deed).toHaveAttribute('title', 'Type 1 first.');
  await dialog()
    .getByLabel(/Type the number/)
    .fill('1');
  await expectAccessibleInBothThemes(olga);
  await deed.click();
  await expect(olga.getByTestId('bulk')).toContainText('Finished: 1 done');
  await expect(count()).toHaveText(`${offline - 1} of ${all - 1} computers`);
  await expect(names().filter({ hasText: chosen })).toHaveCount(0);
  await button('Dismiss').click();
});

test('what matches, and what is chosen, are had as tables', async () => {
  const lines = async (act: () => Promise<void>) => {
    const download = olga.waitForEvent('download');
    await act();
    return (await readFile(await (await download).path(), 'utf8')).trim().split('\r\n');
  };
  await olga.goto('/computers?where=os:macos&columns=name,presence');
  const all = await lines(() => olga.getByRole('link', { name: 'CSV' }).click());
  expect(all).toHaveLength((await matching('os:macos')) + 1);
  expect(all.slice(1).every((line) => /^[A-Z]{3}-[A-Z]+-\d{3},(online|offline)$/.test(line))).toBe(true);
  await list().getByRole('checkbox').nth(1).check();
  await list().getByRole('checkbox').nth(2).check();
  await button('More actions').click();
  const two = await lines(() => olga.getByRole('menuitem', { name: 'CSV' }).click());
  expect(two).toEqual(all.slice(0, 3));
});

test('all of it goes without a mouse, on a phone too, and an empty list says what to do', async () => {
  await olga.goto('/computers?sort=name');
  const all = await matching('');
  await expect(count()).toHaveText(`${all} of ${all} computers`);
  const [first, second] = await names().allInnerTexts();
  await olga.keyboard.press('j');
  await olga.keyboard.press('j');
  await olga.keyboard.press('x');
  await expect(list().getByRole('row', { selected: true })).toContainText([second ?? '']);
  await olga.keyboard.press('Shift+ArrowDown');
  await expect(count()).toContainText('2 chosen');
  await olga.keyboard.press('End');
  await expect(olga.locator(`[data-index="${all - 1}"]`)).toBeFocused();
  await olga.keyboard.press('Home');
  await olga.keyboard.press('Enter');
  await expect(olga.getByRole('heading', { level: 1 })).toHaveText(first ?? '');
  await olga.goBack();

  await olga.setViewportSize({ width: 390, height: 844 });
  await expect(names().first()).toBeVisible();
  await expectAccessibleInBothThemes(olga);
  expect(await olga.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
  await olga.keyboard.press('/');
  await olga.keyboard.type('zebra');
  await expect(olga.getByText('No computer matches')).toBeVisible();
  await expectAccessibleInBothThemes(olga);
  await button('Show all computers').click();
  await expect(count()).toHaveText(`${all} of ${all} computers`);
  await olga.goto('/computers?where=nonsense:1');
  await expect(olga.getByText('This filter cannot be read')).toBeVisible();
  await expect(list()).toHaveCount(0);
});
