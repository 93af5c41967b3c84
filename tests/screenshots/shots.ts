import type { Page } from '@playwright/test';
import { COMPUTER_TABS } from '#lib/computers/computer-tabs.ts';
import type { Scene } from '../support/scene/scene.ts';

/** One picture, taken in both themes and both widths. */
export interface Shot {
  name: string;
  /** Who looks; absent: nobody is signed in. */
  as?: string;
  path: string | ((scene: Scene) => string);
  /** What is done before it is taken. */
  before?: (page: Page) => Promise<unknown>;
  /** The documentation shows it, light and wide. */
  documented?: true;
}

const busiest = ({ computers }: Scene) =>
  computers.find(({ users, presence }) => presence === 'online' && users.length > 0)?.id ?? '';

const running = ({ containers }: Scene) => `/containers/${containers.running}`;
const away = ({ computers }: Scene) =>
  `/computers/${computers.find(({ presence }) => presence !== 'online')?.id}`;
function packagePage({ packages }: Scene): string {
  const chosen = packages.get('Firefox 140.5.0');
  return `/packages/${chosen?.familyId}/${chosen?.id}`;
}

/** All that match, on whatever screen. */
async function chooseAll(page: Page): Promise<void> {
  await page.getByTestId('computers').getByRole('checkbox').filter({ visible: true }).first().check();
  const everything = page.getByRole('button', { name: /^Choose all .* that match/ });
  if (await everything.isVisible()) await everything.click();
}

/** An action of the bar, which is a menu where there is no room. */
async function actOn(page: Page, action: string): Promise<unknown> {
  const button = page.getByRole('button', { name: action, exact: true }).filter({ visible: true });
  if (await button.isVisible()) return button.click();
  await page
    .getByRole('button', { name: 'Actions', exact: true })
    .or(page.getByTestId('action-bar').getByRole('button', { name: 'More' }))
    .filter({ visible: true })
    .click();
  return page.getByRole('menuitem', { name: action }).click();
}

/** Of a hub that has just been started. */
export const EMPTY_SHOTS: readonly (Shot & { path: string })[] = [
  { name: 'empty-overview', as: 'admin', path: '/overview' },
  { name: 'empty-computers', as: 'admin', path: '/computers' },
  { name: 'empty-containers', as: 'admin', path: '/containers' },
  { name: 'empty-assistant', as: 'admin', path: '/containers/new' },
  { name: 'empty-packages', as: 'admin', path: '/packages' },
  { name: 'empty-groups', as: 'admin', path: '/groups' },
  { name: 'empty-tokens', as: 'admin', path: '/settings/tokens' },
];

/** What runs first, while it does. */
export const SHOTS: readonly Shot[] = [
  {
    name: 'container-running',
    documented: true,
    as: 'admin',
    path: running,
  },
  { name: 'computer', documented: true, as: 'sam', path: (scene) => `/computers/${busiest(scene)}` },
  {
    name: 'container-map',
    documented: true,
    as: 'admin',
    path: ({ containers }) => `/containers/${containers.running}?view=map`,
    before: (page) => page.getByText(/^Loading/).waitFor({ state: 'hidden' }),
  },
  {
    name: 'container-output',
    as: 'admin',
    path: (scene) => `${running(scene)}?state=running`,
    before: async (page) => {
      await page.getByTestId('job').first().click();
      await page.getByTestId('output').first().waitFor();
    },
  },
  { name: 'sign-in', path: '/sign-in' },
  { name: 'overview', documented: true, as: 'admin', path: '/overview' },
  {
    name: 'palette',
    as: 'admin',
    path: '/overview',
    before: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').fill('ber');
      await page.getByRole('option', { name: /BER-/ }).first().waitFor();
    },
  },
  { name: 'computers', documented: true, as: 'admin', path: '/computers' },
  {
    name: 'computers-filtered',
    as: 'admin',
    path: '/computers?where=presence:online,os:windows;linux,disk.below:200GB&sort=disk',
  },
  {
    name: 'computers-condition',
    as: 'admin',
    path: '/computers?where=os:windows;linux',
    before: async (page) => {
      await page.getByTestId('condition').getByRole('button').first().click();
      await page.getByRole('button', { name: 'Apply' }).waitFor();
    },
  },
  {
    name: 'computers-chosen',
    as: 'olga',
    path: '/computers?where=name.contains:OFFICE',
    before: async (page) => {
      await chooseAll(page);
      await actOn(page, 'Restart');
      await page.getByTestId('bulk-preview').waitFor();
    },
  },
  {
    name: 'computers-progress',
    as: 'olga',
    path: '/computers',
    before: async (page) => {
      await chooseAll(page);
      await actOn(page, 'Wake');
      await page.getByRole('button', { name: /^Wake \d+ computer/ }).click();
      await page.getByTestId('bulk').last().waitFor();
    },
  },
  ...COMPUTER_TABS.filter((tab) => tab !== 'now').map((tab) => ({
    name: `computer-${tab}`,
    as: 'sam',
    path: (scene: Scene) => `/computers/${busiest(scene)}?tab=${tab}`,
  })),
  { name: 'computer-away', as: 'sam', path: away },
  {
    name: 'computer-message',
    as: 'sam',
    path: (scene) => `/computers/${busiest(scene)}`,
    before: async (page) => {
      await actOn(page, 'Message');
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'computers-nothing', as: 'admin', path: '/computers?search=zebra' },
  { name: 'containers', as: 'admin', path: '/containers' },
  {
    name: 'failures',
    documented: true,
    as: 'olga',
    path: ({ containers }) => `/containers/${containers.failing}?view=failures`,
    before: (page) => page.getByTestId('failure').first().waitFor(),
  },
  {
    name: 'container-failed',
    as: 'olga',
    path: ({ containers }) => `/containers/${containers.failing}?state=failed`,
  },
  {
    name: 'container-scheduled',
    as: 'admin',
    path: ({ containers }) => `/containers/${containers.scheduled}`,
  },
  {
    name: 'assistant',
    documented: true,
    as: 'admin',
    path: ({ packages, computers }) =>
      `/containers/new?package=${packages.get('QGIS 3.40.12')?.id}&computer=${computers[0]?.id}`,
    before: (page) =>
      page
        .getByText(/\d jobs? on \d/)
        .first()
        .waitFor(),
  },
  {
    name: 'assistant-many',
    as: 'admin',
    path: ({ packages }) => `/containers/new?package=${packages.get('QGIS 3.40.12')?.id}&matching=`,
    before: (page) => page.getByRole('button', { name: /^Show \d+ more/ }).scrollIntoViewIfNeeded(),
  },
  { name: 'packages', documented: true, as: 'admin', path: '/packages' },
  {
    name: 'package-versions',
    as: 'admin',
    path: '/packages?sort=-packages',
    before: async (page) => {
      await page.getByTestId('families').locator('tbody a').first().click();
      await page
        .getByRole('columnheader', { name: 'Uploaded' })
        .or(page.getByTestId('versions'))
        .first()
        .waitFor();
    },
  },
  { name: 'package', as: 'admin', path: packagePage },
  { name: 'package-edit', as: 'admin', path: (scene) => `${packagePage(scene)}/edit` },
  { name: 'upload', as: 'admin', path: '/packages/new' },
  { name: 'groups', as: 'admin', path: '/groups' },
  { name: 'settings', as: 'admin', path: '/settings' },
  { name: 'settings-users', as: 'admin', path: '/settings/users' },
  {
    name: 'settings-user-role',
    as: 'admin',
    path: '/settings/users',
    before: async (page) => {
      await page.getByRole('button', { name: 'Actions for sam' }).click();
      await page.getByRole('menuitem', { name: 'Change the role' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'settings-roles', as: 'vera', path: '/settings/users' },
  { name: 'settings-tokens', as: 'admin', path: '/settings/tokens' },
  { name: 'settings-enrolment', as: 'admin', path: '/settings/enrolment' },
  { name: 'settings-assistant', as: 'admin', path: '/settings/assistant' },
  { name: 'settings-audit', as: 'admin', path: '/settings/audit' },
  { name: 'account', as: 'sam', path: '/account' },
  { name: 'system', documented: true, as: 'admin', path: '/system' },
  { name: 'add-computers', as: 'admin', path: '/computers/add' },
  { name: 'design', as: 'admin', path: '/design' },
  { name: 'api', as: 'vera', path: '/api' },
  { name: 'not-allowed', as: 'vera', path: '/settings' },
  { name: 'not-found', as: 'admin', path: '/computers/000000000000000000000000' },
];
