import { expect, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { besideHub, type BesideHub } from '#tests/support/beside-hub.ts';
import { prepareHubProcess, type HubProcess } from '#tests/support/processes.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import { onNarrowScreen } from './narrow.ts';
import { expectAccessibleInBothThemes } from './accessible.ts';
import { person, signedIn } from './people.ts';

/** What admins set, and what they see of the hub itself. */
test.describe.configure({ mode: 'serial' });

let hubs: HubProcess;
let beside: BesideHub;
let admin: Page;
/** Another admin, who is at the same page. */
let eve: Page;
let vera: Page;

test.beforeAll(async ({ browser }) => {
  hubs = await prepareHubProcess();
  hubs.environment['AGENT_LOST_AFTER_HOURS'] = '36';
  await hubs.start();
  beside = await besideHub(hubs);
  const at = { hub: beside.hub, address: hubs.address };
  admin = await signedIn(browser, { address: hubs.address, name: 'admin' });
  eve = await person(browser, { ...at, name: 'eve', role: 'admin' });
  vera = await person(browser, { ...at, name: 'vera', role: 'viewer' });
});
test.afterAll(async () => {
  await beside.close();
  await hubs.dispose();
});

const wakeWindow = (page: Page) => page.getByLabel('Wake window (minutes)');
const succeeded = (page: Page) => page.getByLabel('Job containers that succeeded (hours)');
const figures = (page: Page) => page.getByTestId('figures');
const save = (page: Page) => page.getByRole('button', { name: 'Save' });
const saved = async () => (await beside.read<{ values: Record<string, unknown> }>('settings')).values;

test('defaults and units are told, and 0 says that it means never', async () => {
  await admin.goto('/settings');
  await eve.goto('/settings');
  await expect(wakeWindow(admin)).toHaveValue('5');
  await expect(save(admin)).toHaveCount(0);
  await succeeded(admin).fill('0');
  await expect(admin.getByTestId('purgeSucceededAfterHours-span')).toHaveText(
    'Never. They are kept for ever.',
  );
  await expect(admin.getByTestId('unsaved')).toContainText('1 change not saved');
  await expectAccessibleInBothThemes(admin);
  await save(admin).click();
  await expect(admin.getByText('The settings were saved. They hold at once.')).toBeVisible();
  await expect(admin.getByTestId('unsaved')).toHaveCount(0);
  expect(await saved()).toMatchObject({ purgeSucceededAfterHours: 0 });
  await expect(succeeded(eve)).toHaveValue('0');
});

test('what is out of bounds is refused at its field, and nothing of it is saved', async () => {
  await wakeWindow(admin).fill('90');
  const text = admin.getByLabel('Text of the warning');
  await text.fill('We restart.');
  await save(admin).click();
  await expect(admin.getByText('must be at most 60')).toBeVisible();
  await expect(wakeWindow(admin)).toHaveAttribute('aria-invalid', 'true');
  await expect(admin.getByText('must name {time}: users have to know how long they have')).toBeVisible();
  await expectAccessibleInBothThemes(admin);
  await wakeWindow(admin).fill('');
  await save(admin).click();
  await expect(admin.getByText('must be a whole number')).toBeVisible();
  expect(await saved()).toMatchObject({ wakeWindowMinutes: 5 });
  await admin.getByRole('button', { name: 'Discard' }).click();
  await expect(wakeWindow(admin)).toHaveValue('5');
});

test('the warning is shown as a user will read it, while it is typed', async () => {
  await admin.getByLabel('Text of the warning').fill('Hold on! It {action} in {time}.');
  await expect(admin.getByTestId('warning-example')).toHaveText('Hold on! It restarts in 20 minutes.');
  await admin.getByRole('button', { name: 'Discard' }).click();
});

test('a change by somebody else never overwrites what is being typed, and says so', async () => {
  await wakeWindow(admin).fill('7');
  await wakeWindow(eve).fill('12');
  await eve.getByLabel('Audit log (days)').fill('30');
  await save(eve).click();
  await expect(admin.getByText('Changed by somebody else meanwhile, to: 12 minutes')).toBeVisible();
  await expect(wakeWindow(admin)).toHaveValue('7');
  await expect(admin.getByLabel('Audit log (days)')).toHaveValue('30');
  await expectAccessibleInBothThemes(admin);
  await admin.getByRole('button', { name: 'Take theirs for Wake window' }).click();
  await expect(wakeWindow(admin)).toHaveValue('12');
  await expect(admin.getByTestId('unsaved')).toHaveCount(0);
});

test('back to the default', async () => {
  await admin.getByRole('button', { name: 'Back to default for Wake window' }).click();
  await expect(wakeWindow(admin)).toHaveValue('5');
  await save(admin).click();
  await expect(wakeWindow(eve)).toHaveValue('5');
  expect(await saved()).toMatchObject({ wakeWindowMinutes: 5 });
});

test('what the environment sets is locked, and says where to change it', async () => {
  const lost = admin.getByLabel('Agent lost (hours)');
  await expect(lost).toBeDisabled();
  await expect(lost).toHaveValue('36');
  await expect(admin.getByText('AGENT_LOST_AFTER_HOURS')).toBeVisible();
});

test('what new deployments begin with is chosen in the assistant’s own controls, for every admin at once', async () => {
  await admin.goto('/settings/assistant');
  await eve.goto('/settings/assistant');
  const note = (page: Page) => page.getByText('Default: 20 minutes');
  await admin.getByLabel('Minutes of warning before a restart').fill('45');
  await admin.getByLabel('Wake offline computers at the start').check();
  await admin.getByRole('radio', { name: 'Abort the rest of that computer’s jobs' }).check();
  await expect(admin.getByTestId('unsaved')).toContainText('3 changes not saved');
  await expect(note(admin)).toBeVisible();
  await expectAccessibleInBothThemes(admin);
  await save(admin).click();
  await expect(admin.getByText('The settings were saved. They hold at once.')).toBeVisible();
  await expect(eve.getByLabel('Minutes of warning before a restart')).toHaveValue('45');
  await expect(eve.getByLabel('Wake offline computers at the start')).toBeChecked();
  expect(await beside.read('assistant-defaults')).toMatchObject({
    restartTimeoutMinutes: 45,
    wakeOnLan: true,
    sequenceMode: 'abortComputer',
    priority: 0,
  });
  const deploying = await eve.context().newPage();
  await deploying.goto('/containers/new');
  await expect(deploying.getByLabel('Minutes of warning before a restart')).toHaveValue('45');
  await expect(deploying.getByLabel('Wake offline computers at the start')).toBeChecked();
  await deploying.close();
});

test('a time frame that cannot be read is refused at its field; never is a choice, and the default a click', async () => {
  await admin.getByLabel('Time frames').fill('6:00-7:00, FRY 8:00-9:00');
  await admin.getByRole('radio', { name: /^Never restart/ }).check();
  await save(admin).click();
  await expect(admin.getByText(/FRY/).first()).toBeVisible();
  await expect(admin.getByLabel('Time frames')).toHaveAttribute('aria-invalid', 'true');
  await expectAccessibleInBothThemes(admin);
  await admin.getByLabel('Time frames').fill('');
  await save(admin).click();
  await expect(admin.getByTestId('unsaved')).toHaveCount(0);
  await expect(eve.getByRole('radio', { name: /^Never restart/ })).toBeChecked();
  await eve.getByRole('button', { name: 'Back to default for Restart' }).click();
  await expect(eve.getByLabel('Minutes of warning before a restart')).toHaveValue('20');
  await eve.getByRole('button', { name: 'Back to default for Waking' }).click();
  await eve.getByRole('button', { name: 'Back to default for After a failed job' }).click();
  await save(eve).click();
  await expect(admin.getByLabel('Wake offline computers at the start')).not.toBeChecked();
  await onNarrowScreen(admin, () => expect(admin.getByLabel('Priority')).toBeVisible());
});

test('what is not saved is not left without a word', async () => {
  await admin.getByLabel('Priority').fill('5');
  admin.once('dialog', (question) => void question.dismiss());
  await admin.getByRole('link', { name: 'Rules' }).click();
  await expect(admin.getByLabel('Priority')).toHaveValue('5');
  await admin.getByRole('button', { name: 'Discard' }).click();
  await admin.getByRole('link', { name: 'Rules' }).click();
  await expect(wakeWindow(admin)).toBeVisible();
});

test('the system page shows the hub, its database and what its workers do, live', async () => {
  await admin.goto('/system');
  const workers = admin.getByTestId('workers');
  await expect(workers.getByRole('row', { name: /End dates/ })).toContainText(/Resting|Running/);
  await expect(workers.locator('tbody tr')).toHaveCount(9);
  await expect(figures(admin)).toContainText('Answers');
  await expect(figures(admin).getByRole('progressbar')).toBeVisible();
  // Measured while somebody looks.
  await expect(figures(admin)).toContainText(/\d+(\.\d)? \/s/);
  await expect(figures(admin)).toContainText(/\d+ ms late/);
  await expect(admin.getByTestId('database')).toContainText('Audit entries');
  await expect(admin.getByTestId('storage')).toContainText('Content of packages');
  await expect(admin.getByTestId('runs')).toContainText('up now');
  await onNarrowScreen(admin, () => expect(admin.getByTestId('database')).toBeVisible());
  await expectAccessibleInBothThemes(admin);
  const lastRuns = () =>
    workers
      .locator('tbody time')
      .evaluateAll((times) => times.map((time) => time.getAttribute('datetime')).join());
  const before = await lastRuns();
  await expect.poll(lastRuns, { timeout: 90_000 }).not.toBe(before);
});

test('jobs that ended are plotted by the hour, and stand in a table for who cannot see it', async () => {
  await expect(admin.getByText('No job has ended within the last 24 hours.')).toBeVisible();
  const { token } = await beside.hub.commands.createEnrolmentToken(ADMIN, { name: 'plot' });
  const agent = await new BareAgent(hubs.address).join(token, 'plotted');
  const made = await beside.hub.commands.createPackage(ADMIN, {
    familyName: 'Plotted',
    version: '1',
    installProcedure: 'echo in',
  });
  await beside.post('job-containers', {
    name: 'plot',
    computerIds: [agent.computerId],
    packageIds: [made.id],
  });
  const { jobId, attempt } = await agent.jobOrder();
  const key = { jobId, attempt, sinceAccepted: 10 };
  await agent.report({ ...key, event: 'executing' });
  await agent.report({ ...key, event: 'succeeded', exitCode: 0 });
  await beside.jobOnce(jobId, (job) => job.state === 'succeeded');
  await admin.goto('/system');
  await expect(figures(admin)).toContainText('1 agent connected');
  agent.leave();
  await expect(figures(admin)).toContainText('0 agents connected');
  await expect(admin.getByTestId('agent-versions').locator('tbody tr')).toHaveCount(1);

  await admin.goto('/system');
  await expect(admin.getByText('1 job ended within 24 hours')).toBeVisible();
  await admin.getByText('As a table').click();
  await expect(admin.getByRole('table', { name: /Jobs that ended/ })).toContainText('1 succeeded');
  await expectAccessibleInBothThemes(admin);
});

test('other roles find neither page in the navigation, and are told which role they need', async () => {
  for (const path of ['/settings', '/system']) {
    await expect(admin.locator(`nav a[href="${path}"]`).first()).toBeVisible();
    await expect(vera.locator(`nav a[href="${path}"]`)).toHaveCount(0);
    const response = await vera.goto(path);
    expect(response?.status()).toBe(403);
    await expect(vera.getByText('Needs the role admin; you are signed in as viewer.')).toBeVisible();
    await expectAccessibleInBothThemes(vera);
  }
  expect((await vera.request.get('/settings/snapshot.json')).status()).toBe(403);
  expect((await beside.hub.queries.audit(ADMIN, { verbPrefix: 'settings.' })).rows).not.toEqual([]);
});
