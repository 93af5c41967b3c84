import { expect, type Browser, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import { prepareHubProcess, type HubProcess } from '#tests/support/processes.ts';
import { setScene, type Scene } from '#tests/support/scene/scene.ts';
import { expectAccessibleInBothThemes } from './accessible.ts';
import { expectRefused, signedIn } from './people.ts';

/**
 * A site of two thousand computers with real sockets, in processes of their own: every page holds it, and each role
 * does there what it does all day.
 */
test.describe.configure({ mode: 'serial' });

const ONLINE = 2_000;
const AWAY = 200;
/** The largest deployment before the tests begin. */
const DEPLOYED = 250;
const ALL = ONLINE + AWAY;
const [ONLINE_WORDS, ALL_WORDS] = [ONLINE, ALL].map((count) => count.toLocaleString('en'));

let hubs: HubProcess;
let scene: Scene;
let admin: Page;
test.beforeAll(async ({ browser }) => {
  test.setTimeout(600_000);
  hubs = await prepareHubProcess();
  await hubs.start();
  scene = await setScene(hubs, { agents: ONLINE, deployed: DEPLOYED });
  admin = await as(browser, 'admin');
});
test.afterAll(async () => {
  await admin.context().close();
  await scene.dispose();
  await hubs.dispose();
});

const as = (browser: Browser, name: string) => signedIn(browser, { address: hubs.address, name });
const packageOf = (name: string) => scene.packages.get(name)?.id ?? '';

interface SitePage {
  of: string;
  path: () => string;
}

const onlineWithUser = () =>
  scene.computers.find(({ users, presence }) => presence === 'online' && users.length > 0) ?? {
    id: '',
    name: '',
    users: [],
  };

/** Every page; what is live first, while it is. */
const PAGES: readonly SitePage[] = [
  {
    of: 'a container that runs',
    path: () => `/containers/${scene.containers.running}`,
  },
  { of: 'a computer', path: () => `/computers/${onlineWithUser().id}` },
  { of: 'its map', path: () => `/containers/${scene.containers.running}?view=map` },
  { of: 'the overview', path: () => '/overview' },
  { of: 'computers', path: () => '/computers' },
  { of: 'computers, filtered', path: () => '/computers?where=presence:offline,os:windows&sort=disk' },
  { of: 'adding computers', path: () => '/computers/add' },
  { of: 'job containers', path: () => '/containers' },
  {
    of: 'what failed in a container',
    path: () => `/containers/${scene.containers.failing}?view=failures`,
  },
  { of: 'a container to come', path: () => `/containers/${scene.containers.scheduled}` },
  {
    of: 'the assistant',
    path: () => `/containers/new?package=${packageOf('QGIS 3.40.12')}&computer=${onlineWithUser().id}`,
  },
  { of: 'packages', path: () => '/packages' },
  { of: 'uploading', path: () => '/packages/new' },
  { of: 'groups', path: () => '/groups' },
  { of: 'settings', path: () => '/settings' },
  { of: 'users', path: () => '/settings/users' },
  { of: 'API tokens', path: () => '/settings/tokens' },
  { of: 'enrolment tokens', path: () => '/settings/enrolment' },
  { of: 'what the assistant begins with', path: () => '/settings/assistant' },
  { of: 'the audit log', path: () => '/settings/audit' },
  { of: 'the system', path: () => '/system' },
  { of: 'an account', path: () => '/account' },
  { of: 'the API', path: () => '/api' },
  { of: 'the design', path: () => '/design' },
];

for (const { of, path } of PAGES) {
  test(`the page of ${of} is whole, accessible in both themes, and fits a phone`, async () => {
    const errors: string[] = [];
    const hear = (error: Error) => errors.push(error.message);
    admin.on('pageerror', hear);
    await admin.setViewportSize({ width: 1440, height: 900 });
    await admin.goto(path());
    await expect(admin.getByRole('heading', { level: 1 })).toBeVisible();
    await expectAccessibleInBothThemes(admin);
    await admin.setViewportSize({ width: 390, height: 844 });
    await expect(admin.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await admin.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
    await admin.setViewportSize({ width: 1440, height: 900 });
    admin.off('pageerror', hear);
    expect(errors).toEqual([]);
  });
}

test('an admin sees how many there are, finds one among them by its name, and what happens moves by itself', async () => {
  await admin.goto('/overview');
  await expect(admin.getByTestId('tiles')).toContainText(`${ONLINE_WORDS} of ${ALL_WORDS}`);
  const { name } = scene.computers.at(-1) ?? { name: '' };
  await admin.keyboard.press('Control+k');
  await admin.getByRole('combobox', { name: 'Find or do' }).fill(name);
  await expect(admin.getByRole('option', { name })).toHaveAttribute('aria-selected', 'true');
  await admin.keyboard.press('Enter');
  await expect(admin.getByRole('heading', { level: 1 })).toHaveText(name);
  await admin.goto('/system');
  await expect(admin.getByRole('main')).toContainText(ONLINE_WORDS ?? '');
});

test('an operator deploys to all that match, watches them, and retries what failed alike', async ({
  browser,
}) => {
  const olga = await as(browser, 'olga');
  await olga.goto('/computers?where=presence:online,os:windows,name.contains:BER');
  const count = olga.getByTestId('count');
  await expect(count).toHaveText(new RegExp(`^[\\d,]+ of ${ALL_WORDS} computers\\s*$`));
  const [matching = ''] = (await count.innerText()).split(' ');
  expect(await olga.getByTestId('computers').getByRole('row').count()).toBeLessThan(80);
  await olga.getByTestId('computers').getByRole('checkbox').nth(1).check();
  await olga.getByRole('button', { name: `Choose all ${matching} that match` }).click();
  await olga.getByRole('link', { name: 'Deploy', exact: true }).click();
  await expect(olga.getByTestId('selection')).toContainText(`${matching} computers`);
  await olga.getByLabel('Exam browser 3.9.0').check();
  await expect(olga.getByText(`${matching} jobs on ${matching} computers`)).toBeVisible();
  await olga.getByRole('button', { name: 'Start now' }).click();
  await expect(olga.getByText(`${matching} jobs`, { exact: true })).toBeVisible();
  await olga
    .getByRole('navigation', { name: 'Ways to look at the jobs' })
    .getByRole('link', { name: /^Failures/ })
    .click();
  const group = olga.getByTestId('failure').first();
  // The first of them may be among the last: a small machine plays all these computers.
  await expect(group).toContainText('exit code', { timeout: 120_000 });
  await group.getByRole('button', { name: /^Retry [\d,]+ jobs?/ }).click();
  await expect(olga.getByText(/jobs? gets? another attempt/)).toBeVisible();
  await expect(olga.getByTestId('progress')).toContainText('100 %', { timeout: 120_000 });
  await olga.context().close();
});

test('support staff find a computer by the keyboard, warn its user of a restart, and put it off', async ({
  browser,
}) => {
  const sam = await as(browser, 'sam');
  const { id, name, users } = onlineWithUser();
  await sam.goto('/computers');
  await sam.keyboard.press('/');
  await sam.keyboard.type(name);
  await expect(sam.getByTestId('count')).toHaveText(/^1 of /);
  await sam.getByRole('gridcell').getByRole('link', { name, exact: true }).press('Enter');
  await expect(sam).toHaveURL(new RegExp(`/computers/${id}`));
  await expect(sam.getByRole('heading', { level: 1 })).toHaveText(name);
  await sam.keyboard.press('r');
  await sam
    .getByRole('dialog')
    .getByRole('button', { name: `Restart ${name}` })
    .click();
  const due = sam.getByTestId('power');
  await expect(due.getByRole('heading')).toHaveText(/^Restart pending, in /);
  await expect(due).toContainText(users[0]?.name ?? '');
  await due.getByRole('button', { name: 'Postpone' }).click();
  await sam.getByRole('dialog').getByLabel('1 hour').check();
  await sam.getByRole('dialog').getByRole('button', { name: 'Postpone' }).click();
  await expect(due.getByRole('heading')).toHaveText(/^Restart pending, in (1 h|59 min)$/);
  await sam.context().close();
});

test('who may only look sees the same, and is told which role each deed needs', async ({ browser }) => {
  const vera = await as(browser, 'vera');
  await vera.goto('/computers');
  await expect(vera.getByTestId('count')).toContainText(`${ALL_WORDS} of ${ALL_WORDS} computers`);
  await vera.getByLabel('Choose the computers in view').check();
  await expectRefused(vera, 'Wake', 'Needs the role operator; you are signed in as viewer.');
  await vera.goto(`/containers/${scene.containers.done}`);
  await expect(vera.getByText(`${DEPLOYED} jobs`, { exact: true })).toBeVisible();
  await expectRefused(vera, 'Edit', 'Needs the role operator; you are signed in as viewer.');
  await vera.context().close();
});

test('where a package is installed is one list, chosen over all its pages', async () => {
  const packageId = packageOf('7-Zip 25.01');
  const { familyId } = await scene.beside.read<{ familyId: string }>(`packages/${packageId}`);
  await admin.goto(`/packages/${familyId}/${packageId}`);
  await admin.getByRole('checkbox', { name: 'Choose all on this page' }).check();
  await admin.getByRole('button', { name: /^Select all \d+ matching computers/ }).click();
  await expect(admin.getByText(/^All \d+ computers chosen, on all pages/)).toBeVisible();
});
