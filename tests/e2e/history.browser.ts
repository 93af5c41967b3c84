import { expect, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { startConsoleHub } from '#tests/support/console-hub.ts';
import { runRule } from '#tests/support/run-rule.ts';
import { givenSettled } from '#tests/support/settled.ts';
import { ADMIN, type TestHub } from '#tests/support/test-hub.ts';
import { rule as purgeContainers } from '#worker/rules/purge-containers.ts';
import { expectAccessibleInBothThemes } from './accessible.ts';
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
  await page.goto(`/computers/${agent.computerId}?tab=timeline&kinds=job`);
});
test.afterAll(async () => {
  agent.leave();
  await hub.dispose();
});

const jobs = () => page.getByTestId('event');

test('a purge leaves each job its line, before the eyes of who looks: only its output is gone', async () => {
  await expect(jobs()).toHaveCount(PURGED);
  await expect(jobs().getByRole('link')).toHaveCount(PURGED);
  await expect(page.getByText('its output is gone')).toHaveCount(0);
  expect(await runRule(hub, purgeContainers)).toHaveLength(1);
  expect((await hub.hub.queries.jobsOfComputer(ADMIN, agent.computerId)).rows).toEqual([]);
  await expect(jobs().getByRole('link')).toHaveCount(0);
  await expect(jobs()).toHaveCount(PURGED);
  await expect(jobs().first()).toContainText('Install Office 2022: succeeded');
  await expect(jobs().first()).toContainText('in Office for all');
  await expect(page.getByText('its output is gone')).toHaveCount(PURGED);
  await expectAccessibleInBothThemes(page);
});

test('a page that was left open on such a job says so', async () => {
  const [line] = (await hub.hub.queries.historyOfComputer(ADMIN, agent.computerId)).rows;
  await page.goto(`/computers/${agent.computerId}?job=${line?.jobId}`);
  await expect(page.getByText('This job was purged with its job container')).toBeVisible();
  await page.getByRole('link', { name: 'Back to what runs now' }).click();
  await expect(page.getByText('Nothing runs on this computer')).toBeVisible();
});
