import { expect, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { startConsoleHub, type ConsoleHub } from '#tests/support/console-hub.ts';
import { givenPackage } from '#tests/support/deployments.ts';
import { brought, fetchOrder } from '#tests/support/pre-stage-scene.ts';
import { ADMIN, ADMIN_PASSWORD } from '#tests/support/test-hub.ts';
import { expectAccessibleInBothThemes } from './accessible.ts';
import { signIn } from './console.ts';

/** Asking for content before the start, and watching it come. */
test.describe.configure({ mode: 'serial' });

const NAMES = ['desk', 'shelf', 'till'];
let hub: ConsoleHub;
let page: Page;
let packageId: string;
const agents: BareAgent[] = [];

test.beforeAll(async ({ browser }) => {
  hub = await startConsoleHub();
  const { token } = await hub.enrolmentToken(NAMES.length);
  for (const name of NAMES) {
    const agent = new BareAgent(hub.address);
    agent.contents = [];
    agents.push(await agent.join(token, name));
  }
  const file = { name: 'a.txt', text: 'content' };
  packageId = (await givenPackage(hub, { familyName: 'ledger', file })).id;
  const context = await browser.newContext({
    baseURL: hub.address,
    viewport: { width: 1440, height: 900 },
  });
  page = await context.newPage();
  await page.goto('/');
  await signIn(page, { name: 'admin', password: ADMIN_PASSWORD });
});
test.afterAll(async () => {
  await page.context().close();
  for (const agent of agents) agent.leave();
  await hub.dispose();
});

const option = () => page.getByLabel('Download it to the computers before the start');
const rowOf = (name: string) => page.getByTestId('job').filter({ hasText: name });

test('it can be asked for when something is to wait, and says why not otherwise', async () => {
  const computers = agents.map(({ computerId }) => `computer=${computerId}`).join('&');
  await page.goto(`/containers/new?package=${packageId}&${computers}&options=all`);
  await expect(option()).toBeDisabled();
  await expect(option()).toHaveAccessibleDescription(/choose a later start or time frames first/);
  await page.getByRole('radio', { name: 'Later' }).check();
  await expect(option()).toBeEnabled();
  await expect(option()).toHaveAccessibleDescription(/jobs that are due go first/);
  await option().check();
  await expect(page.getByText('Content: Downloaded before the start.')).toBeVisible();
  await expectAccessibleInBothThemes(page);
  await page.getByRole('button', { name: 'Schedule', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Install ledger 1.0 on 3 computers');
});

test('the container’s page counts along, and each job says what is with its content', async () => {
  await expect(page.getByTestId('pre-staged')).toHaveText('On 0 of 3 computers');
  const [desk, shelf] = agents;
  if (desk === undefined || shelf === undefined) throw new Error('no agents');
  await expect(rowOf('till')).toContainText('content is being downloaded');
  await brought(desk, await fetchOrder(desk));
  await expect(page.getByTestId('pre-staged')).toHaveText('On 1 of 3 computers');
  await expect(rowOf('desk')).toContainText(
    /Waits for its start date; starts in .*; content is there already/,
  );
  const failure = { reason: 'diskFull', detail: '12 bytes are missing' } as const;
  await shelf.reportContents([], { grantId: (await fetchOrder(shelf)).grantId, failure });
  await expect(page.getByTestId('pre-staged')).toHaveText('On 1 of 3 computers, 1 failed so far');
  await expect(rowOf('shelf')).toContainText(
    /content is not there yet: The disk of the computer is full. Tried again in \d+ s/,
  );
  await expect(rowOf('shelf').getByTitle('12 bytes are missing')).toBeVisible();
  await expectAccessibleInBothThemes(page);
});

test('it is taken back in the same place, and the count goes', async () => {
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await expect(option()).toBeChecked();
  await option().uncheck();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByTestId('pre-staged')).toBeHidden();
  await expect(page.getByTestId('conditions')).not.toContainText('Content');
  // What is there is there.
  await expect(rowOf('desk')).toContainText('content is there already');
  await expect(rowOf('shelf')).not.toContainText('content');
  const [container] = (await hub.hub.queries.containers(ADMIN)).rows;
  expect(container).toMatchObject({ preStage: false });
});
