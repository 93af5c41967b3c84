import { expect, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { startConsoleHub } from '#tests/support/console-hub.ts';
import { ADMIN, type TestHub } from '#tests/support/test-hub.ts';
import { aMachine, anInterface } from '#tests/support/hardware.ts';
import { expectAccessibleInBothThemes } from './accessible.ts';
import { expectRefused, person, signedIn } from './people.ts';

/** Waking by hand, from a computer's page and from the list, with a trace of what was sent. */
test.describe.configure({ mode: 'serial' });

const hardware = aMachine({
  hostname: 'sleepy',
  interfaces: [anInterface({ mac: '02:00:00:00:00:42', address: '127.0.0.9', netmask: '255.0.0.0' })],
});

let hub: TestHub;
let sleepy: BareAgent;
let nameless: BareAgent;
let awake: BareAgent;
let sam: Page;
let vera: Page;
let admin: Page;

test.beforeAll(async ({ browser }) => {
  hub = await startConsoleHub();
  const { token } = await hub.enrolmentToken(3);
  sleepy = await new BareAgent(hub.address).join(token, 'sleepy');
  await sleepy.ask('inventory', { part: 'hardware', digest: 'a'.repeat(64), value: hardware });
  nameless = await new BareAgent(hub.address).join(token, 'nameless');
  awake = await new BareAgent(hub.address).join(token, 'wide-awake');
  const at = { hub: hub.hub, address: hub.address };
  sam = await person(browser, { ...at, name: 'sam', role: 'support' });
  vera = await person(browser, { ...at, name: 'vera', role: 'viewer' });
  admin = await signedIn(browser, { address: hub.address, name: 'admin' });
});
test.afterAll(async () => {
  for (const agent of [sleepy, nameless, awake]) agent.leave();
  await hub.dispose();
});

test('the button says why it cannot be used: online, role, no MAC address', async () => {
  await sam.goto(`/computers/${sleepy.computerId}?tab=wake`);
  await expectRefused(sam, 'Wake', 'sleepy is online already.');
  sleepy.leave();
  nameless.leave();
  await expect(sam.getByRole('button', { name: 'Wake', exact: true })).not.toHaveAttribute('aria-disabled');
  await vera.goto(`/computers/${sleepy.computerId}?tab=wake`);
  await expectRefused(vera, 'Wake', 'Needs the role support; you are signed in as viewer.');
  await sam.goto(`/computers/${nameless.computerId}`);
  await expectRefused(sam, 'Wake', 'No MAC address of nameless is known: its agent has never reported one.');
});

test('one click sends packets, and the trace tells each way, live, until it is awake', async () => {
  await sam.goto(`/computers/${sleepy.computerId}?tab=wake`);
  await expect(sam.getByText('Never woken')).toBeVisible();
  await sam.getByRole('button', { name: 'Wake', exact: true }).click();
  for (const page of [sam, vera]) {
    const trace = page.getByTestId('wake');
    await expect(trace).toHaveAttribute('data-state', 'waking');
    await expect(trace).toContainText('+0 s');
    await expect(trace).toContainText('by hand, by sam');
    await expect(trace).toContainText('To its subnet');
  }
  await expectAccessibleInBothThemes(sam);

  sleepy = await sleepy.returns(hub.address, [], { bootId: 'woken', uptimeSeconds: 0, awakeSeconds: 0 });
  for (const page of [sam, vera]) {
    const trace = page.getByTestId('wake');
    await expect(trace).toHaveAttribute('data-state', 'awake');
    await expect(trace).toContainText(/Awake after \d/);
    await expect(trace).toContainText('its agent connected');
  }
});

test('a SecureOn password is set and removed by operators, and never shown', async () => {
  const notAllowed = 'Needs the role operator; you are signed in as support.';
  await expectRefused(sam, 'SecureOn password', notAllowed);
  await admin.goto(`/computers/${sleepy.computerId}?tab=wake`);
  await admin.getByRole('button', { name: 'SecureOn password' }).click();
  const field = admin.getByLabel('Six bytes');
  await field.fill('open sesame');
  await admin.getByRole('button', { name: 'Save the password' }).click();
  await expect(admin.getByText('must be six bytes, like 00:1a:2b:3c:4d:5e')).toBeVisible();
  await expectAccessibleInBothThemes(admin);
  await field.fill('00-1A-2B-3C-4D-5E');
  await admin.getByRole('button', { name: 'Save the password' }).click();
  const remove = admin.getByRole('button', { name: 'Remove the SecureOn password' });
  await expect(remove).toBeVisible();
  expect(await admin.content()).not.toMatch(/1a.2b.3c.4d.5e/i);
  await remove.click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Remove the password' }).click();
  await expect(admin.getByRole('button', { name: 'SecureOn password' })).toBeVisible();
});

test('several are woken from the list, and the outcome counts those that were left out', async () => {
  sleepy.leave();
  await admin.goto('/computers');
  const offline = admin.getByTestId('computers').getByText('Offline').filter({ visible: true });
  await expect(offline).toHaveCount(2);
  await admin.getByLabel('Choose the computers in view').check();
  await admin.getByRole('button', { name: 'Wake', exact: true }).click();
  const dialog = admin.getByRole('dialog', { name: 'Wake 3 computers?' });
  const preview = dialog.getByTestId('bulk-preview');
  await expect(preview).toContainText('1 computer sleepy');
  await expect(preview).toContainText('1 is online already');
  await expect(preview).toContainText('1 has no known MAC address');
  await expectAccessibleInBothThemes(admin);
  await dialog.getByRole('button', { name: 'Wake 1 computer' }).click();
  await expect(admin.getByTestId('bulk')).toContainText('Finished: 1 done');
  await expect(admin.getByTestId('chosen')).toHaveCount(0);
  const wakes = await hub.hub.queries.wakesOfComputer(ADMIN, { computerId: sleepy.computerId });
  expect(wakes.rows.map((wake) => wake.by)).toEqual(['admin', 'sam']);
});

test('support staff wake one computer at a time', async () => {
  await sam.goto('/computers');
  await sam.getByLabel('Choose sleepy').check();
  const wake = sam.getByRole('button', { name: 'Wake', exact: true });
  await expect(wake).not.toHaveAttribute('aria-disabled');
  await sam.getByLabel('Choose nameless').check();
  await expectRefused(sam, 'Wake', 'Needs the role operator; you are signed in as support.');
});
