import { expect, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import { onFinding } from '#hub/findings/on-finding.ts';
import { ADMIN, ADMIN_PASSWORD } from '#tests/support/test-hub.ts';
import { signIn } from './console.ts';
import { expectAccessibleInBothThemes } from './accessible.ts';
import { setDeploymentStage, type DeploymentStage } from './deployment-stage.ts';

/** Changing one's mind about a deployment, and seeing why what waits does wait. */
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

test('outside its time frames a job says so, and when they open', async () => {
  const closed = await stage.create({ timeFrames: '!0:00-23:59' });
  await page.goto(`/containers/${closed.id}`);
  await expect(rows()).toContainText('Outside the time frames; they never open');
  const minute = (hours: number) => new Date(Date.now() + hours * 3_600_000).getUTCHours();
  await stage.hub.hub.commands.editContainer(ADMIN, {
    containerId: closed.id,
    timeFrames: `${minute(5)}:00-${minute(5)}:30`,
  });
  await expect(rows()).toContainText(/Outside the time frames; open in \d+ h/);
  await expect(rows().locator('time')).toHaveAttribute('title', /20\d\d.*\d\d:\d\d:\d\d/);
  await expect(page.getByTestId('conditions')).toContainText(/Closed now, open in \d+ h/);
  await stage.hub.hub.commands.cancelContainer(ADMIN, { containerId: closed.id });
});

test('a job says that its computer is off, since when, and until when it may still come', async () => {
  const computerIds = [stage.sleepy.computerId];
  const patient = await stage.create({ computerIds });
  await page.goto(`/containers/${patient.id}`);
  await expect(rows()).toContainText(/The computer is offline, last seen .+; runs the moment it connects/);
  const strict = await stage.create({ computerIds, lateArrival: 'grace', graceMinutes: 90 });
  await page.goto(`/containers/${strict.id}`);
  await expect(rows()).toContainText(
    /The computer is offline, last seen .+; expires unless it connects: in 1 h \d+ min/,
  );
  await expect(rows().locator('time[title]').first()).toBeVisible();
  for (const { id } of [patient, strict]) {
    await stage.hub.hub.commands.cancelContainer(ADMIN, { containerId: id });
  }
});

test('a job says that its computer is in no range, and is handed over when it is', async () => {
  const kept = await stage.create({ addressRanges: '10.99.0.0/16' });
  await page.goto(`/containers/${kept.id}`);
  await expect(rows()).toContainText(
    'The computer’s address is not in the ranges; looked at when it connects from another',
  );
  await stage.hub.hub.commands.editContainer(ADMIN, { containerId: kept.id, addressRanges: '' });
  await expect(rows()).toContainText('Pushed');
  const order = await stage.ada.jobOrder();
  await stage.step(order, 'executing');
  await stage.step(order, 'succeeded');
  await expect(rows()).toContainText('Succeeded');
});

test('a job says that its computer is to be restarted first, and when', async () => {
  const { commands } = stage.hub.hub;
  const { computerId } = stage.ada;
  await stage.create({ packageIds: [stage.editorId], priority: 1 });
  const next = await stage.create({ name: 'behind a restart' });
  await page.goto(`/containers/${next.id}`);
  await expect(rows()).toContainText(/Behind editor 1\.0 of “a deployment”, priority 1/);
  const order = await stage.ada.jobOrder();
  await stage.step(order, 'executing');
  await stage.step(order, 'succeeded');
  await expect(rows()).toContainText('A restart of the computer is due; goes on after it');
  const { requestId } = await stage.ada.orderFor('power');
  await stage.ada.reportPower({ state: 'counting', requestId, inSeconds: 1200, users: ['ann'] });
  await expect(rows()).toContainText(/A restart of the computer is due; restarts in (20 min|19 min \d+ s)/);
  await commands.callOffPower(ADMIN, { computerId });
  await expect(rows()).toContainText('Pushed');
  const second = await stage.ada.jobOrder();
  await stage.step(second, 'executing');
  await stage.step(second, 'succeeded');
});

test('a pause asks nothing, says why its jobs wait, and is undone by one press', async () => {
  stage.ada.answerOrders = 'accepted';
  const container = await stage.create({
    name: 'to be paused',
    startAt: new Date(Date.now() + 3_600_000).toISOString(),
  });
  await page.goto(`/containers/${container.id}`);
  await button('Pause').click();
  await expect(page.getByText('“to be paused” is paused.')).toBeVisible();
  await expect(button('Resume')).toBeVisible();
  expect((await stage.hub.hub.queries.container(ADMIN, container.id)).paused).toBe(true);
  // The start date is its first reason; without it, the pause is.
  await stage.hub.hub.commands.editContainer(ADMIN, {
    containerId: container.id,
    startAt: new Date().toISOString(),
  });
  await expect(rows()).toContainText('The job container is paused; goes on when somebody resumes it');
  await button('Undo').click();
  await expect(rows()).toContainText('Pushed');
  expect((await stage.hub.hub.queries.container(ADMIN, container.id)).paused).toBe(false);
  const order = await stage.ada.jobOrder();
  await stage.step(order, 'executing');
  await stage.step(order, 'failed');
  await expect(rows()).toContainText('exit code 3 does not count as success');
});

test('a failed job is retried from its panel, its row and all at once, and its earlier attempts stay', async () => {
  const { id } = await stage.newest();
  await page.goto(`/containers/${id}`);
  await button('Retry job').click();
  let order = await stage.ada.jobOrder();
  const output = (sequence: number, text: string) =>
    stage.ada.ask('output', {
      jobId: order.jobId,
      attempt: order.attempt,
      chunks: [{ sequence, stream: 'stdout', text, sinceAccepted: 5 }],
    });
  await stage.step(order, 'executing');
  await output(1, 'second try\n');
  await stage.step(order, 'failed');
  await expect(page.getByTestId('output')).toContainText('second try');

  await rows().getByRole('checkbox').check();
  await button('Retry 1 chosen job').click();
  order = await stage.ada.jobOrder();
  await stage.step(order, 'executing');
  await output(1, 'third try\n');
  await expect(page.getByTestId('output')).toContainText('third try');
  await page.getByLabel('Attempt', { exact: true }).selectOption({ label: 'Attempt 2, failed' });
  await expect(page.getByTestId('output')).toContainText('second try');
  await expect(page.getByTestId('job-facts')).toContainText('exit code 3 does not count as success');
  await page.getByLabel('Attempt', { exact: true }).selectOption({ label: 'Attempt 3, now executing' });
  await expect(page.getByTestId('output')).toContainText('third try');
  await stage.step(order, 'failed');

  await button('Retry 1 failed job').click();
  order = await stage.ada.jobOrder();
  await stage.step(order, 'executing');
  await expectAccessibleInBothThemes(page);
  await stage.step(order, 'succeeded');
  await expect(page.getByText('1 of 1')).toBeVisible();
  await expect(button('Retry failed jobs')).toHaveAttribute('title', 'No job has failed.');
});

test('behind another job a waiting one names it and leads there', async () => {
  const first = await stage.create({ name: 'the first one', priority: 5 });
  const order = await stage.ada.jobOrder();
  await stage.step(order, 'executing');
  const second = await stage.create({ name: 'the second one' });
  await page.goto(`/containers/${second.id}`);
  await expect(rows()).toContainText('Behind tool 1.0 of “the first one”, priority 5');
  await rows().getByRole('link', { name: 'tool 1.0' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('the first one');
  expect(new URL(page.url()).pathname).toBe(`/containers/${first.id}`);
  await stage.hub.hub.commands.cancelContainer(ADMIN, { containerId: second.id });
  await stage.step(order, 'failed');
});

test('an edit sends only what was changed, and shows what the hub finds wrong at its field', async () => {
  const container = await stage.create({
    name: 'to be edited',
    startAt: '2098-01-01T00:00:00.000Z',
    timeFrames: '6:00-7:00',
    notes: 'as they were',
  });
  await page.goto(`/containers/${container.id}`);
  await button('Edit').click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Time frames')).toHaveValue('6:00-7:00');
  await expect(dialog.getByRole('button', { name: 'Save' })).toHaveAttribute(
    'title',
    'Nothing is changed yet.',
  );
  await expectAccessibleInBothThemes(page);
  await dialog.getByLabel('Priority').fill('33');
  await dialog.getByRole('radio', { name: 'On a date' }).check();
  await dialog.getByLabel('End date').fill('2097-01-01T00:00');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toContainText('must be after the start');
  await expect(dialog.getByLabel('End date')).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByLabel('End date').fill('2099-01-01T00:00');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();

  await expect(page.getByTestId('conditions')).toContainText('33');
  await expect(page.getByTestId('conditions')).toContainText('1 Jan 2099, 00:00');
  expect(await stage.hub.hub.queries.container(ADMIN, container.id)).toMatchObject({
    priority: 33,
    timeFrames: '6:00-7:00',
    notes: 'as they were',
  });
  const audit = await stage.hub.hub.queries.audit(ADMIN, {
    subjectId: container.id,
    verbPrefix: 'deployment.edit',
  });
  expect(audit.rows.map((row) => row.detail?.split(', ').sort())).toEqual([['endAt', 'priority']]);
});

test('after the end date a retry says why it is refused, and a new deployment is offered', async () => {
  const container = await stage.create({ name: 'to end soon' });
  const order = await stage.ada.jobOrder();
  await stage.step(order, 'executing');
  await stage.step(order, 'failed');
  const endAt = new Date(Date.now() + 1500).toISOString();
  await stage.hub.hub.commands.editContainer(ADMIN, { containerId: container.id, endAt });
  await page.goto(`/containers/${container.id}`);
  await expect(button('Retry 1 failed job')).toHaveAttribute(
    'title',
    'The end date has passed. Deploy it anew instead.',
  );
  await page.getByRole('link', { name: 'Deploy failed anew' }).click();
  await expect(page.getByLabel('Take ada away')).toBeVisible();
  await expect(page.getByLabel('Take tool 1.0 away')).toBeVisible();
});

test('what failed is deployed anew as it was chosen, without the uninstallations that made room for it', async () => {
  const { commands } = stage.hub.hub;
  const newer = {
    familyName: 'tool',
    version: '2.0',
    installProcedure: 'echo in',
    uninstallProcedure: 'echo out',
  };
  const { id } = await commands.createPackage(ADMIN, newer);
  await commands.addInstallation(ADMIN, { computerId: stage.sleepy.computerId, packageId: id });
  const container = await stage.create({
    name: 'ends with its uninstallation',
    computerIds: [stage.sleepy.computerId],
    priority: -9,
    lateArrival: 'grace',
    graceMinutes: 45,
    paused: true,
  });
  const endAt = new Date(Date.now() + 500).toISOString();
  await commands.editContainer(ADMIN, { containerId: container.id, endAt });
  await page.goto(`/containers/${container.id}`);
  await page.getByRole('link', { name: 'Deploy failed anew' }).click();
  await expect(page.getByTestId('again')).toContainText('What failed of ends with its uninstallation');
  await expect(page.getByRole('radio', { name: 'Install', exact: true })).toBeChecked();
  await expect(page.getByLabel('Take sleepy away')).toBeVisible();
  await expect(page.getByLabel('Take tool 1.0 away')).toBeVisible();
  await expect(page.getByLabel('Take tool 2.0 away')).toBeHidden();
  await expect(page.getByRole('region', { name: 'What will happen' })).toContainText('2 jobs on 1 computer');
  await expectAccessibleInBothThemes(page);
  await page.getByLabel('Name', { exact: true }).fill('once more');
  await button('Start now').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('once more');
  const made = await stage.newest();
  expect(made).toMatchObject({ name: 'once more', priority: -9, lateArrival: 'grace', graceMinutes: 45 });
  expect(made.endAt).toBeUndefined();
  await commands.cancelContainer(ADMIN, { containerId: made.id });
  await commands.removeAssignments(ADMIN, {
    installations: [{ computerId: stage.sleepy.computerId, packageId: id }],
  });
});

test('a container that has ended is deployed again, with all that was chosen and its options', async () => {
  const { commands } = stage.hub.hub;
  const container = await stage.create({
    name: 'the first time',
    computerIds: [stage.ada.computerId, stage.sleepy.computerId],
    restartTimeoutMinutes: -1,
    timeFrames: '6:00-7:00',
    uninstallOtherVersions: false,
    paused: true,
  });
  await page.goto(`/containers/${container.id}`);
  await expect(button('Cancel 2 jobs')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Deploy again' })).toBeHidden();
  await commands.cancelContainer(ADMIN, { containerId: container.id });
  await page.getByRole('link', { name: 'Deploy again' }).click();
  await expect(page.getByTestId('again')).toContainText('What was chosen for the first time');
  for (const name of ['ada', 'sleepy']) await expect(page.getByLabel(`Take ${name} away`)).toBeVisible();
  await expect(page.getByLabel('Install this very version again where it is there')).toBeChecked();
  await expect(page.getByLabel('Uninstall other versions automatically')).not.toBeChecked();
  const plan = page.getByRole('region', { name: 'What will happen' });
  await expect(plan).toContainText('Time frames: 6:00-7:00');
  await button(/More options/).click();
  await expect(page.getByLabel('Never restart')).toBeChecked();
});

test('who may only look is told which role each action needs', async ({ browser }) => {
  await stage.hub.hub.commands.createUser(ADMIN, { name: 'vera', password: ADMIN_PASSWORD, role: 'viewer' });
  const { id } = await stage.create({ name: 'only to look at', paused: true });
  const context = await browser.newContext({ baseURL: stage.hub.address });
  const viewer = await context.newPage();
  await viewer.goto('/');
  await signIn(viewer, { name: 'vera', password: ADMIN_PASSWORD });
  await viewer.goto(`/containers/${id}`);
  for (const name of ['Edit', 'Resume', 'Cancel 1 job']) {
    await expect(viewer.getByRole('button', { name })).toHaveAttribute(
      'title',
      'Needs the role operator; you are signed in as viewer.',
    );
  }
  await expectAccessibleInBothThemes(viewer);
  await context.close();
});

test('how an offline computer is woken is told burst by burst, live', async () => {
  const container = await stage.create({
    name: 'wakes',
    computerIds: [stage.sleepy.computerId],
    wakeOnLan: true,
  });
  await page.goto(`/containers/${container.id}`);
  await expect(rows()).toContainText('The computer is offline');
  const trace = page.getByTestId('wake');
  await expect(trace).toHaveAttribute('data-state', 'waking');
  await expect(trace).toContainText('+0 s');
  await expect(trace).toContainText('Broadcast');
  await expectAccessibleInBothThemes(page);

  const awake = stage.sleepy.anew(stage.hub.address);
  awake.facts = { bootId: 'another', uptimeSeconds: 0, awakeSeconds: 0, processId: 'another' };
  await awake.prove(stage.sleepy.computerId, await awake.identify());
  await awake.hello();
  await expect(trace).toHaveAttribute('data-state', 'awake');
  await expect(trace).toContainText(/Awake after \d+ s/);
  await stage.hub.hub.commands.cancelContainer(ADMIN, { containerId: container.id });
  awake.leave();
});

test('a container that is purged goes from the list quietly, and its page says what is left of it', async () => {
  // Installed there already: it has succeeded as soon as it is made.
  const { id } = await stage.create({ name: 'soon gone', forceReinstall: false });
  await page.goto(`/containers/${id}`);
  await expect(rows()).toContainText('Already installed');
  const list = await page.context().newPage();
  await list.goto('/containers');
  await expect(list.getByRole('link', { name: 'soon gone' })).toBeVisible();
  await stage.hub.putForward(5 * 3_600_000, () =>
    onFinding(stage.hub.context, { kind: 'containerPurgeable', containerId: id }),
  );
  await expect(list.getByRole('link', { name: 'soon gone' })).toHaveCount(0);
  await list.close();
  const note = page.getByRole('status').filter({ hasText: 'was purged' });
  await expect(note).toContainText('One line of each job is kept in the history of its computer');
  await expect(note.getByRole('link', { name: 'ada' })).toHaveAttribute(
    'href',
    `/computers/${stage.ada.computerId}`,
  );
  await expect(rows()).toContainText('Already installed');
  await expect(button('Edit')).toHaveAttribute('title', 'This job container was purged.');
  await expectAccessibleInBothThemes(page);
  await page.reload();
  await expect(page.getByRole('main')).toContainText(
    'One line of each job is kept in the history of its computer',
  );
});
