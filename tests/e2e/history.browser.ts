import { expect, test, type Page } from '@playwright/test';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { startConsoleHub } from '#tests/support/console-hub.ts';
import { runRule } from '#tests/support/run-rule.ts';
import { givenSettled } from '#tests/support/settled.ts';
import { ADMIN, type TestHub } from '#tests/support/test-hub.ts';
import { rule as purgeContainers } from '#worker/rules/purge-containers.ts';
import { expectAccessibleInBothThemes } from './both-themes.ts';
import { signedIn } from './people.ts';

/** What a computer's page keeps of jobs whose job container was purged. */
test.describe.configure({ mode: 'serial' });

const PURGED = 13;
const LONG_AGO = 6 * 3_600_000;

let hub: TestHub;
let agent: BareAgent;
let page: Page;

test.beforeAll(async ({ browser }) => {
  hub = await startConsoleHub();
  agent = await new BareAgent(hub.address).join((await hub.enrolmentToken()).token, 'till');
  await givenSettled(hub.context.store, {
    at: new Date(Date.now() - LONG_AGO),
    container: { name: 'Office for all' },
    jobs: Array.from({ length: PURGED }, (_, index) => ({
      computerId: agent.computerId,
      packageName: 'Office',
      packageVersion: `20${10 + index}`,
    })),
  });
  page = await signedIn(browser, { address: hub.address, name: 'admin' });
  await page.goto(`/computers/${agent.computerId}`);
});
test.afterAll(async () => {
  agent.leave();
  await hub.dispose();
});

test('a purge moves jobs from the list to one line each, before the eyes of who looks', async () => {
  await expect(page.getByTestId('history').locator('tbody tr')).toHaveCount(PURGED);
  await expect(page.getByTestId('purged')).toHaveCount(0);
  expect(await runRule(hub, purgeContainers)).toHaveLength(1);
  expect((await hub.hub.queries.jobsOfComputer(ADMIN, agent.computerId)).rows).toEqual([]);
  await expect(page.getByText('No jobs yet')).toBeVisible();
  const purged = page.getByTestId('purged');
  await expect(purged.locator('tbody tr')).toHaveCount(10);
  await expect(purged).toContainText('in Office for all');
  await expect(page.getByText('One line of each is kept; their output is gone.')).toBeVisible();
  await expectAccessibleInBothThemes(page);
});

test('earlier ones are asked for, and each is listed once', async () => {
  await page.getByRole('button', { name: 'Show more earlier jobs' }).click();
  const lines = page.getByTestId('purged').locator('tbody tr');
  await expect(lines).toHaveCount(PURGED);
  await expect(page.getByRole('button', { name: 'Show more earlier jobs' })).toHaveCount(0);
  const titles = await lines.locator('td:nth-child(2) > span:first-child').allTextContents();
  expect(new Set(titles).size).toBe(PURGED);
});
