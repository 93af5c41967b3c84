import { expect, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import type { Scheduler } from '#hub/scheduler/scheduler.ts';
import { startConsoleHub, type ConsoleHub } from '#tests/support/console-hub.ts';
import { workersOf } from '#tests/support/workers.ts';
import { expectAccessibleInBothThemes } from './accessible.ts';
import { signedIn } from './people.ts';

/** Workers in trouble, as an admin sees them. */
test.describe.configure({ mode: 'serial' });

/** Of each kind of trouble one, under the names of real rules. */
const TROUBLE = new URL('../worker/trouble/', import.meta.url);

let hub: ConsoleHub;
let workers: Scheduler;
let admin: Page;

test.beforeAll(async ({ browser }) => {
  hub = await startConsoleHub();
  workers = workersOf(hub, TROUBLE);
  admin = await signedIn(browser, { address: hub.address, name: 'admin' });
});
test.afterAll(async () => {
  await workers.stop();
  await hub.dispose();
});

const row = (name: RegExp) => admin.getByTestId('workers').getByRole('row', { name });

test('a worker that fails says what is wrong, the moment it fails, and when it has failed again', async () => {
  await admin.goto('/system');
  const expire = row(/End dates/);
  await expect(expire.getByTestId('problem')).toHaveCount(0);
  await workers.runNow('expire');
  await expect(expire).toContainText('Failing');
  await expect(expire.getByTestId('problem')).toContainText('no such luck');
  await expect(expire).toContainText(/Problem, .*(now|ago)/);
  await workers.runNow('expire');
  await expect(expire.getByRole('cell').last()).toHaveText('2');
  await expectAccessibleInBothThemes(admin);
});

test('one that is ended from outside says so, and the others are not concerned', async () => {
  await workers.runNow('wake');
  await workers.runNow('statistics');
  await expect(row(/Waking/).getByTestId('problem')).toContainText('exited with code 3');
  await expect(row(/Statistics/)).toContainText('Resting');
  await expect(row(/Statistics/).getByTestId('problem')).toHaveCount(0);
});
