import { expect, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import type { JobOrder } from '#protocol/orders.ts';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { startConsoleHub } from '#tests/support/console-hub.ts';
import { ADMIN, type TestHub } from '#tests/support/test-hub.ts';
import { expectAccessibleInBothThemes } from './accessible.ts';
import { expectRefused, person } from './people.ts';

/** A restart that is due: support staff see it coming and decide, with its user on the phone. */
test.describe.configure({ mode: 'serial' });

let hub: TestHub;
let agent: BareAgent;
/** Of the role support, at the computer's page. */
let sam: Page;
/** Of the role viewer, likewise. */
let vera: Page;
let packageId: string;

test.beforeAll(async ({ browser }) => {
  hub = await startConsoleHub();
  agent = await new BareAgent(hub.address).join((await hub.enrolmentToken()).token, 'till');
  const value = [{ name: 'ann', terminal: 'console', since: 'today' }];
  await agent.ask('inventory', { part: 'users', digest: 'a'.repeat(64), value });
  const made = await hub.hub.commands.createPackage(ADMIN, {
    familyName: 'Driver',
    version: '4.2',
    installProcedure: 'echo in',
    postAction: 'restart',
  });
  packageId = made.id;
  const at = { hub: hub.hub, address: hub.address };
  sam = await person(browser, { ...at, name: 'sam', role: 'support' });
  vera = await person(browser, { ...at, name: 'vera', role: 'viewer' });
  for (const page of [sam, vera]) await page.goto(`/computers/${agent.computerId}`);
});
test.afterAll(async () => {
  agent.leave();
  await hub.dispose();
});

async function succeed({ jobId, attempt }: JobOrder): Promise<void> {
  const key = { jobId, attempt, sinceAccepted: 10 };
  await agent.report({ ...key, event: 'executing' });
  await agent.report({ ...key, event: 'succeeded', exitCode: 0 });
}
const due = (page: Page) => page.getByTestId('power');

test('it appears by itself with its time, its reason and who is logged in, for every role', async () => {
  await hub.hub.commands.createContainer(ADMIN, {
    name: 'drivers',
    computerIds: [agent.computerId],
    packageIds: [packageId],
  });
  await succeed(await agent.jobOrder());
  const { requestId } = await agent.orderFor('power');
  await agent.reportPower({ state: 'counting', requestId, inSeconds: 1200, users: ['ann'] });
  for (const page of [sam, vera]) {
    await expect(due(page).getByRole('heading')).toHaveText(/^Restart pending, in (20|19) min$/);
    await expect(due(page)).toContainText('ann is logged in and has been warned.');
    await expect(due(page).getByRole('link', { name: 'after Driver 4.2' })).toBeVisible();
  }
  await expectAccessibleInBothThemes(sam);
});

test('the list of computers shows it, too', async () => {
  await vera.goto('/computers');
  await expect(vera.getByTestId('power-badge').filter({ visible: true })).toHaveText(
    /Restart in (20|19) min/,
  );
  await expectAccessibleInBothThemes(vera);
  await vera.goto(`/computers/${agent.computerId}`);
});

test('who may only look is told which role it needs', async () => {
  for (const button of ['Restart now', 'Postpone', 'Call off', 'Restart', 'Shut down']) {
    await expectRefused(vera, button, 'Needs the role support; you are signed in as viewer.');
  }
  await vera.getByRole('button', { name: 'More' }).click();
  const item = vera.getByRole('menuitem', { name: 'Restart agent' });
  await expect(item).toContainText('Needs the role support; you are signed in as viewer.');
  await vera.keyboard.press('Escape');
});

test('it is postponed by an hour: the agent is told, and everybody sees by whom', async () => {
  await sam.getByRole('button', { name: 'Postpone' }).click();
  const dialog = sam.getByRole('dialog');
  await dialog.getByLabel('1 hour').check();
  await expectAccessibleInBothThemes(sam);
  await dialog.getByRole('button', { name: 'Postpone' }).click();
  expect(await agent.orderFor('power')).toMatchObject({ manner: 'fixed', graceSeconds: 3600 });
  await expect(sam.getByText(/The restart of till was postponed until/)).toBeVisible();
  await expect(due(vera).getByRole('heading')).toHaveText(/^Restart pending, in (1 h|59 min)$/);
  await expect(due(vera)).toContainText('Postponed by sam');
});

test('another number of minutes is refused at its field when it is more than a week', async () => {
  await sam.getByRole('button', { name: 'Postpone' }).click();
  const dialog = sam.getByRole('dialog');
  await dialog.getByLabel('Another time').check();
  const minutes = dialog.getByLabel('Minutes from now');
  // As from a browser that does not check it itself.
  await minutes.evaluate((field: HTMLInputElement) => field.form?.setAttribute('novalidate', ''));
  await minutes.fill('99999');
  await dialog.getByRole('button', { name: 'Postpone' }).click();
  await expect(minutes).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByRole('button', { name: 'Go back' }).click();
});

test('it happens now after a question that names who is logged in, and is gone with the next boot', async () => {
  await sam.getByRole('button', { name: 'Restart now' }).click();
  const dialog = sam.getByRole('dialog', { name: 'Restart till now?' });
  await expect(dialog).toContainText('ann is logged in. Whatever is not saved there is lost');
  await dialog.getByRole('button', { name: 'Restart till' }).click();
  const { requestId, ...order } = await agent.orderFor('power');
  expect(order).toMatchObject({ manner: 'fixed', graceSeconds: 0 });
  await agent.reportPower({ state: 'acting', requestId });
  await expect(due(vera).getByRole('heading')).toHaveText('Restarting now');
  await expectRefused(sam, 'Call off', 'It happens at this moment.');
  agent.leave();
  agent = await agent.returns(hub.address, [], { bootId: 'next' });
  await expect(due(sam)).toHaveCount(0);
  await expect(due(vera)).toHaveCount(0);
});

test('one that was ordered by hand says by whom and why, and is called off', async () => {
  await sam.getByRole('button', { name: 'Restart', exact: true }).click();
  const dialog = sam.getByRole('dialog', { name: 'Restart till?' });
  await expect(dialog).toContainText('ann is logged in and warned first');
  await dialog.getByLabel('Reason').fill('The printer hangs.');
  await dialog.getByRole('button', { name: 'Restart till' }).click();
  const { requestId, ...order } = await agent.orderFor('power');
  expect(order).toMatchObject({ manner: 'considerate', graceSeconds: 1200, reason: 'The printer hangs.' });
  await agent.reportPower({ state: 'counting', requestId, inSeconds: 1200, users: ['ann'] });
  await expect(due(vera)).toContainText('Restart by hand, by sam: The printer hangs.');

  await sam.getByRole('button', { name: 'Call off' }).click();
  await sam.getByRole('dialog').getByRole('button', { name: 'Call it off' }).click();
  expect(await agent.orderFor('callOff')).toMatchObject({ requestId });
  await expect(due(vera)).toHaveCount(0);
});

test('the agent alone is restarted without a question about time', async () => {
  await sam.getByRole('button', { name: 'More' }).click();
  await sam.getByRole('menuitem', { name: 'Restart agent' }).click();
  const dialog = sam.getByRole('dialog', { name: 'Restart the agent on till?' });
  await expect(dialog.getByLabel('Minutes of warning')).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Restart the agent' }).click();
  expect(await agent.orderFor('power')).toMatchObject({ action: 'restartAgent' });
});

test('a problem of the system is shown in its own words', async () => {
  const power = (await hub.hub.queries.computer(ADMIN, agent.computerId)).power;
  const requestId = power?.requestId ?? '';
  await agent.reportPower({ state: 'failed', requestId, detail: 'The service cannot be controlled.' });
  await expect(due(sam)).toContainText('did not work');
  await expect(due(sam)).toContainText('The service cannot be controlled.');
  await expectAccessibleInBothThemes(sam);
});
