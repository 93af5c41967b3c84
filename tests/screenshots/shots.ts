import type { Page } from '@playwright/test';
import type { Scene } from '../support/scene/scene.ts';

/** One picture, taken in both themes and both widths. */
export interface Shot {
  name: string;
  /** Who looks; absent: nobody is signed in. */
  as?: string;
  path: (scene: Scene) => string;
  /** What is done before it is taken. */
  before?: (page: Page) => Promise<unknown>;
}

const busiest = ({ computers }: Scene) =>
  computers.find(({ users, presence }) => presence === 'online' && users.length > 0)?.id ?? '';

export const SHOTS: readonly Shot[] = [
  { name: 'sign-in', path: () => '/sign-in' },
  { name: 'overview', as: 'admin', path: () => '/overview' },
  {
    name: 'palette',
    as: 'admin',
    path: () => '/overview',
    before: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').fill('ber');
      await page.getByRole('option', { name: /BER-/ }).first().waitFor();
    },
  },
  { name: 'computers', as: 'admin', path: () => '/computers' },
  { name: 'computers-nothing', as: 'admin', path: () => '/computers?search=zebra' },
  { name: 'computer', as: 'sam', path: (scene) => `/computers/${busiest(scene)}` },
  { name: 'containers', as: 'admin', path: () => '/containers' },
  { name: 'container-running', as: 'admin', path: ({ containers }) => `/containers/${containers.running}` },
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
    as: 'admin',
    path: ({ packages, computers }) =>
      `/containers/new?package=${packages.get('QGIS 3.40.12')?.id}&computer=${computers[0]?.id}`,
  },
  { name: 'packages', as: 'admin', path: () => '/packages' },
  { name: 'upload', as: 'admin', path: () => '/packages/new' },
  { name: 'groups', as: 'admin', path: () => '/groups' },
  { name: 'settings', as: 'admin', path: () => '/settings' },
  { name: 'settings-users', as: 'admin', path: () => '/settings/users' },
  {
    name: 'settings-user-role',
    as: 'admin',
    path: () => '/settings/users',
    before: async (page) => {
      await page.getByRole('button', { name: 'Actions for sam' }).click();
      await page.getByRole('menuitem', { name: 'Change the role' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'settings-roles', as: 'vera', path: () => '/settings/users' },
  { name: 'settings-tokens', as: 'admin', path: () => '/settings/tokens' },
  { name: 'settings-enrolment', as: 'admin', path: () => '/settings/enrolment' },
  { name: 'settings-assistant', as: 'admin', path: () => '/settings/assistant' },
  { name: 'settings-audit', as: 'admin', path: () => '/settings/audit' },
  { name: 'account', as: 'sam', path: () => '/account' },
  { name: 'system', as: 'admin', path: () => '/system' },
  { name: 'add-computers', as: 'admin', path: () => '/computers/add' },
  { name: 'design', as: 'admin', path: () => '/design' },
  { name: 'api', as: 'vera', path: () => '/api' },
  { name: 'not-allowed', as: 'vera', path: () => '/settings' },
];
