import { expect, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import { givenComputer } from '#tests/support/given-computer.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import { expectAccessibleInBothThemes } from './accessible.ts';
import { setDeploymentStage, type DeploymentStage } from './deployment-stage.ts';
import { expectRefused, person } from './people.ts';

/** Groups of computers and of packages, from an empty page to a deployment to them. */
test.describe.configure({ mode: 'serial' });

let stage: DeploymentStage;
let page: Page;

test.beforeAll(async ({ browser }) => {
  stage = await setDeploymentStage(browser);
  ({ page } = stage);
  for (const name of ['desk-1', 'desk-2', 'desk-3']) {
    await givenComputer(stage.hub, { name });
  }
});
test.afterAll(() => stage.dispose());

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const dialog = () => page.getByRole('dialog');
const tree = () => page.getByTestId('group-tree');
const members = () => page.getByTestId('members');

async function newGroup(name: string, more: { open?: string } = {}): Promise<void> {
  await button(more.open ?? 'New group')
    .first()
    .click();
  await dialog().getByLabel('Name').fill(name);
  await button('Create the group').click();
  await expect(dialog()).toBeHidden();
}

test('a tree of groups is made, renamed and moved', async () => {
  await page.goto('/computers');
  await page.getByRole('link', { name: 'Groups' }).first().click();
  await expect(page.getByText('No groups of computers yet')).toBeVisible();
  await expectAccessibleInBothThemes(page);
  await newGroup('Berlin');
  await tree()
    .getByRole('link', { name: /Berlin/ })
    .click();
  await newGroup('Lab', { open: 'New group below' });
  await newGroup('Paris');
  await tree().getByRole('link', { name: /Lab/ }).click();
  await expect(page.getByRole('heading', { name: 'Berlin / Lab' })).toBeVisible();
  await button('Rename or move').click();
  await expectAccessibleInBothThemes(page);
  await dialog().getByLabel('Name').fill('Room 7');
  await dialog().getByLabel('Below').selectOption('Paris');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'Paris / Room 7' })).toBeVisible();
  // What somebody else has done meanwhile is there without a reload.
  await stage.hub.hub.commands.createGroup(ADMIN, { of: 'computers', name: 'Appears' });
  await expect(tree()).toContainText('Appears');
});

test('[G3] a pasted list fills a group, and its unknown names stay in view', async () => {
  await button('Paste a list').click();
  await dialog().getByLabel('Names').fill('DESK-1\ndesk-2; ada, printer-9\n\nghost');
  await button('Add them').click();
  await expect(page.getByTestId('paste-outcome')).toContainText('3 computers added');
  await expect(page.getByTestId('paste-outcome')).toContainText('printer-9, ghost');
  await expect(dialog().getByLabel('Names')).toHaveValue('printer-9\nghost');
  await expectAccessibleInBothThemes(page);
  await button('Done').click();
  await expect(members().getByRole('link')).toHaveText(['ada', 'desk-1', 'desk-2']);
  await button('Add computers').click();
  await dialog().getByLabel('Search computers').fill('desk-3');
  await dialog()
    .getByRole('checkbox', { name: /desk-3/ })
    .check();
  await button('Add 1 computer').click();
  await expect(members().getByRole('link')).toHaveText(['ada', 'desk-1', 'desk-2', 'desk-3']);
  await page.getByLabel('Choose desk-3').check();
  await page.getByLabel('Choose desk-2').check();
  await button('Take out of the group').click();
  await button('Take out').click();
  await expect(members().getByRole('link')).toHaveText(['ada', 'desk-1']);
  await expectAccessibleInBothThemes(page);
});

test('[G3] a list of 20,000 names fits into the form, one more is refused by its number', async () => {
  const group = (await stage.hub.hub.queries.computerGroups(ADMIN))[0];
  const paste = async (count: number) => {
    const names = Array.from({ length: count }, (_, n) => `${n}-of-a-quite-long-name-of-a-computer`).join(
      '\n',
    );
    const answer = await page.request.post('/groups?/addByName', {
      form: { groupId: group?.id ?? '', names },
      headers: { origin: stage.hub.address, accept: 'application/json', 'x-sveltekit-action': 'true' },
    });
    return answer.text();
  };
  expect(await paste(20_000)).toContain('"type":"success"');
  expect(await paste(20_001)).toContain('This one has 20001.');
});

test('a group of packages keeps the order that keyboard and mouse have given it', async () => {
  await page.getByRole('link', { name: 'Of packages' }).click();
  await newGroup('Workplace');
  await tree()
    .getByRole('link', { name: /Workplace/ })
    .click();
  await button('Add packages').click();
  await dialog()
    .getByRole('checkbox', { name: /editor/ })
    .check();
  await dialog().getByRole('checkbox', { name: /tool/ }).check();
  await button('Add 2 packages').click();
  const order = () => members().getByRole('link');
  await expect(order()).toHaveText(['editor 1.0', 'tool 1.0']);
  await button('Move tool 1.0 up').focus();
  await page.keyboard.press('Enter');
  await expect(order()).toHaveText(['tool 1.0', 'editor 1.0']);
  // Where it was, so that the next press goes on.
  await expect(button('Move tool 1.0 up')).toBeFocused();
  await expect(page.getByText('tool 1.0 is number 1 of 2 now.')).toBeAttached();
  const group = async () => (await stage.hub.hub.queries.packageGroups(ADMIN))[0]?.packageIds;
  await expect.poll(group).toEqual([stage.toolId, stage.editorId]);
  await members().locator('li').nth(0).dragTo(members().locator('li').nth(1));
  await expect.poll(group).toEqual([stage.editorId, stage.toolId]);
  await expect(order()).toHaveText(['editor 1.0', 'tool 1.0']);
  await expectAccessibleInBothThemes(page);
});

test('[G2] a deployment to groups runs on their members, also on those of a group below', async () => {
  await page.getByRole('link', { name: 'Of computers' }).click();
  await tree().getByRole('link', { name: /Paris/ }).click();
  await expect(members().getByRole('link')).toHaveText(['ada', 'desk-1']);
  await page.getByRole('link', { name: 'Deploy to this group' }).click();
  await expect(page.getByRole('button', { name: 'Take the group Paris away' })).toBeVisible();
  await page.getByLabel('Groups of packages').selectOption('Workplace');
  const plan = page.getByRole('region', { name: 'What will happen' });
  await expect(plan).toContainText('4 jobs on 2 computers');
  await page.getByText('Paste a list', { exact: true }).click();
  await page.getByLabel('Names of computers').fill('desk-2, nowhere');
  await expect(page.getByText('no computer has this name: nowhere').first()).toBeVisible();
  await page.getByLabel('Names of computers').fill('desk-2');
  await expect(plan).toContainText('6 jobs on 3 computers');
  await expectAccessibleInBothThemes(page);
  await button('Start now').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Install Workplace on 1 computer, Paris');
  const first = await stage.ada.jobOrder();
  const { packageName } = await stage.hub.hub.queries.job(ADMIN, first.jobId);
  expect(packageName).toBe('editor');
  await stage.step(first, 'executing');
  await stage.step(first, 'succeeded');
});

test('groups stand on the computer and narrow the list', async () => {
  await page.goto('/computers');
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByRole('option', { name: 'Group', exact: true }).click();
  await page.getByRole('combobox', { name: 'Values of Group' }).click();
  await page.getByRole('option', { name: /^Paris\s*\d+$/ }).click();
  await button('Apply').click();
  const names = page.getByTestId('computers').getByRole('gridcell').getByRole('link');
  await expect(names).toHaveText(['ada', 'desk-1']);
  expect(new URL(page.url()).searchParams.get('where')).toMatch(/^group:[0-9a-f]{24}$/);
  await expectAccessibleInBothThemes(page);
  await page.getByLabel('Choose the computers in view').check();
  await button('More actions').click();
  await page.getByRole('menuitem', { name: 'Add to group' }).click();
  await dialog().getByLabel('Group').selectOption('Berlin');
  await button('Add 2 computers').click();
  await expect(dialog()).toBeHidden();
  await expect(page.getByTestId('bulk')).toContainText('Finished: 2 done');
  await button('Dismiss').click();
  await page.getByRole('link', { name: 'ada', exact: true }).click();
  const groups = page.getByTestId('groups');
  await expect(groups.getByRole('link')).toHaveText(['Berlin', 'Room 7']);
  await expectAccessibleInBothThemes(page);
  await button('Take it out of Berlin').click();
  await expect(groups.getByRole('link')).toHaveText(['Room 7']);
});

test('a viewer sees groups and is told why nothing of it can be changed', async ({ browser }) => {
  const { hub } = stage;
  const vera = await person(browser, { hub: hub.hub, address: hub.address, name: 'vera', role: 'viewer' });
  await vera.goto('/groups?of=packages');
  const reason = 'Needs the role operator; you are signed in as viewer.';
  await expectRefused(vera, 'New group', reason);
  await vera
    .getByTestId('group-tree')
    .getByRole('link', { name: /Workplace/ })
    .click();
  await expect(vera.getByTestId('members').getByRole('link')).toHaveCount(2);
  await expect(vera.getByRole('button', { name: /^Move/ })).toHaveCount(0);
  await expectRefused(vera, 'Delete', reason);
  await vera.context().close();
});

test('[G4] a deletion asks for the name; the group below moves up, its computers stay', async () => {
  await page.goto('/groups');
  await tree().getByRole('link', { name: /Paris/ }).click();
  await button('Delete').click();
  await expect(dialog()).toContainText('1 group below it moves up');
  await expect(button('Delete the group')).toHaveAttribute('aria-disabled', 'true');
  await dialog().getByLabel(/^Type/).fill('Paris');
  await button('Delete the group').click();
  await expect(tree()).not.toContainText('Paris');
  await tree()
    .getByRole('link', { name: /Room 7/ })
    .click();
  await expect(page.getByRole('heading', { name: 'Room 7' })).toBeVisible();
  await expect(members().getByRole('link')).toHaveText(['ada', 'desk-1']);
});
