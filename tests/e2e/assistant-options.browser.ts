import { expect, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import { formatBytes } from '#lib/format/bytes.ts';
import { givenPackage } from '#tests/support/deployments.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import { expectAccessibleInBothThemes } from './accessible.ts';
import { setDeploymentStage, type DeploymentStage } from './deployment-stage.ts';

/** Planning a deployment with everything that can be said about it. */
test.describe.configure({ mode: 'serial' });

let stage: DeploymentStage;
let page: Page;

test.beforeAll(async ({ browser }) => {
  stage = await setDeploymentStage(browser);
  ({ page } = stage);
});
test.afterAll(() => stage.dispose());

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const rows = () => page.getByTestId('job');

test('the assistant is simple first; what is behind its switch is created as it was asked for', async () => {
  await page.goto(
    `/containers/new?package=${stage.editorId}&computer=${stage.ada.computerId}&computer=${stage.sleepy.computerId}`,
  );
  const plan = page.getByRole('region', { name: 'What will happen' });
  await expect(plan).toContainText('2 jobs on 2 computers');
  await expect(plan).toContainText('2 restarts expected, on 2 computers.');
  await expect(page.getByLabel('Time frames')).toBeHidden();
  await expectAccessibleInBothThemes(page);

  await button(/More options/).click();
  expect(new URL(page.url()).searchParams.get('options')).toBe('all');
  await expect(page.getByLabel('Shut them down after completion')).toBeDisabled();
  await expect(page.getByText('choose waking first')).toBeVisible();
  await page.getByRole('radio', { name: 'On a date' }).check();
  await page.getByLabel('End date').fill('2099-01-02T03:04');
  await page.getByLabel('Priority').fill('-7');
  await page.getByLabel('Time frames').fill('0:00-23:58, !SUN 23:59-23:59');
  await page.getByLabel('Address ranges').fill('127.0.0.0/8, !10.0.0.1');
  await page.getByLabel('Runs them only within some time').check();
  await page.getByLabel('Minutes after the start').fill('45');
  await page.getByLabel('Wake offline computers').check();
  await page.getByLabel('Shut them down after completion').check();
  await page.getByLabel('Download it to the computers before the start').check();
  await page.getByLabel('Never restart').check();
  await page.getByLabel('Abort the rest').check();
  await page.getByLabel('Create paused').check();
  await expect(page.getByTestId('plan-totals')).toContainText('It is woken');
  await expect(page.getByTestId('plan-totals')).toContainText(
    'Restart required on 2 computers afterwards, none done by itself.',
  );
  await expect(page.getByTestId('plan-totals')).not.toContainText('expected');
  await expect(page.getByTestId('plan-computers')).toContainText('Then “restart required” is shown.');
  await expect(page.getByTestId('wake-routes')).toContainText('broadcast');
  await expect(plan).toContainText('Time frames: 0:00-23:58, !SUN 23:59-23:59');
  await expectAccessibleInBothThemes(page);
  await button('Create paused').click();

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Install editor 1.0 on 2 computers');
  const endAt = await page.evaluate(() => new Date('2099-01-02T03:04').toISOString());
  expect(await stage.newest()).toMatchObject({
    endAt,
    priority: -7,
    timeFrames: '0:00-23:58, !SUN 23:59-23:59',
    addressRanges: '127.0.0.0/8, !10.0.0.1',
    lateArrival: 'grace',
    graceMinutes: 45,
    wakeOnLan: true,
    shutdownAfterCompletion: true,
    preStage: true,
    restartTimeoutMinutes: -1,
    sequenceMode: 'abortComputer',
    paused: true,
  });
  const conditions = page.getByTestId('conditions');
  await expect(conditions).toContainText('Within 45 min of the start');
  await expect(conditions).toContainText('Wakes offline computers, shuts them down after completion');
  await expect(conditions).toContainText('Never; “restart required” is shown');
  await stage.hub.hub.commands.cancelContainer(ADMIN, { containerId: (await stage.newest()).id });
});

test('what is left at its default is not asked for, and a reload keeps the switch', async () => {
  await page.goto(`/containers/new?package=${stage.editorId}&computer=${stage.ada.computerId}&options=all`);
  await page.getByRole('radio', { name: 'Later' }).check();
  await expect(page.getByLabel('Priority')).toBeVisible();
  await button('Schedule').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Install editor 1.0 on ada');
  const scheduled = await stage.newest();
  expect(scheduled).toMatchObject({
    priority: 0,
    restartTimeoutMinutes: 20,
    lateArrival: 'run',
    wakeOnLan: false,
  });
  expect(scheduled.endAt).toBeUndefined();
  await expect(rows()).toContainText(/Waits for its start date; starts in \d+ (min|h)/);
  await stage.hub.hub.commands.cancelContainer(ADMIN, { containerId: scheduled.id });
});

test('what is downloaded is told, and which other deployments touch the same computers', async () => {
  const file = { name: 'setup', text: 'x'.repeat(3_000) };
  const heavy = await givenPackage(stage.hub, { familyName: 'heavy', file });
  const paused = await stage.create({ name: 'also here', priority: 7, paused: true });
  const bytes = heavy.content?.bytes ?? 0;
  await page.goto(`/containers/new?package=${heavy.id}&computer=${stage.ada.computerId}`);
  const totals = page.getByTestId('plan-totals');
  await expect(totals).toContainText(`${formatBytes(bytes)} to download in all.`);
  await expect(totals).toContainText('1 started container still has jobs on these computers:');
  await expect(totals).toContainText('also here (paused, 1 job)');
  await page.goto(
    `/containers/new?package=${heavy.id}&computer=${stage.ada.computerId}&computer=${stage.sleepy.computerId}`,
  );
  await expect(totals).toContainText(`${formatBytes(2 * bytes)} to download in all.`);
  await totals.getByRole('link', { name: 'also here' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('also here');
  await stage.hub.hub.commands.cancelContainer(ADMIN, { containerId: paused.id });
  await page.goto(`/containers/new?package=${stage.toolId}&computer=${stage.ada.computerId}`);
  await expect(totals).toContainText('Nothing to download.');
  await expect(totals).not.toContainText('started container');
});

test('a wrong time frame is shown at its field, which opens for it', async () => {
  await page.goto(`/containers/new?package=${stage.editorId}&computer=${stage.ada.computerId}`);
  await button(/More options/).click();
  await page.getByLabel('Time frames').fill('25:00-7:00');
  await button(/More options/).click();
  await expect(page.getByLabel('Time frames')).toBeHidden();
  const before = await stage.newest();
  await button('Start now').click();

  const field = page.getByLabel('Time frames');
  await expect(field).toBeVisible();
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAccessibleDescription(
    /"25:00-7:00" has a time that is not between 0:00 and 23:59/,
  );
  await expect(page.getByText('Look at the marked fields.')).toBeVisible();
  await expectAccessibleInBothThemes(page);
  expect((await stage.newest()).id).toBe(before.id);
});
