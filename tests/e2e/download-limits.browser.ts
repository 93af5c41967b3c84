import { expect, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import type { JobOrder } from '#protocol/orders.ts';
import { BareAgent, valueOf } from '#tests/support/bare-agent.ts';
import { startConsoleHub, type ConsoleHub } from '#tests/support/console-hub.ts';
import { givenPackage } from '#tests/support/deployments.ts';
import { expectAccessibleInBothThemes } from './accessible.ts';
import { signedIn } from './people.ts';

/** Limits of simultaneous downloads, set by hand, and what a computer says that waits for its own. */
test.describe.configure({ mode: 'serial' });

const NAMES = ['till-1', 'till-2'];

let hub: ConsoleHub;
const agents: BareAgent[] = [];
let page: Page;
/** Stays on the settings. */
let settings: Page;

test.beforeAll(async ({ browser }) => {
  hub = await startConsoleHub();
  const { token } = await hub.enrolmentToken(NAMES.length);
  for (const name of NAMES) agents.push(await new BareAgent(hub.address).join(token, name));
  page = await signedIn(browser, { address: hub.address, name: 'admin' });
  settings = await page.context().newPage();
});
test.afterAll(async () => {
  for (const agent of agents) agent.leave();
  await hub.dispose();
});

const inOneSubnet = () => settings.getByLabel('In one subnet at once (downloads)');
const fromThisHub = () => settings.getByLabel('From this hub at once (downloads)');
async function save(): Promise<void> {
  await settings.getByRole('button', { name: 'Save' }).click();
  await expect(settings.getByTestId('unsaved')).toHaveCount(0);
}

/** An agent that was handed its job, and downloads for as long as the test wants. */
interface Downloading {
  agent: BareAgent;
  name: string;
  order: JobOrder;
}
const tell = async ({ agent, order }: Downloading, event: 'downloading' | 'unpacking' | 'executing') => {
  const { jobId, attempt } = order;
  valueOf(await agent.report({ event, jobId, attempt, sinceAccepted: 1 }));
};
async function succeeds(one: Downloading): Promise<void> {
  await tell(one, 'executing');
  const { jobId, attempt } = one.order;
  valueOf(await one.agent.report({ event: 'succeeded', jobId, attempt, sinceAccepted: 2, exitCode: 0 }));
}

/** Deploys a package with files to both computers. @returns who downloads, and who will when he is let */
async function deployedToBoth(text: string): Promise<{ first: Downloading; next: Promise<Downloading> }> {
  const made = await givenPackage(hub, { file: { name: 'a.txt', text } });
  await page.goto(`/containers/new?package=${made.id}`);
  for (const name of NAMES) await page.getByRole('checkbox', { name: new RegExp(name) }).check();
  await expect(page.getByText('2 jobs on 2 computers')).toBeVisible();
  const orders = agents.map(async (agent, place) => ({
    agent,
    name: NAMES[place] ?? '',
    order: await agent.jobOrder(),
  }));
  await page.getByRole('button', { name: 'Start now' }).click();
  await expect(page).toHaveURL(/\/containers\/[0-9a-f]{24}$/);
  const first = await Promise.race(orders);
  const next = Promise.all(orders).then((both) => both.find(({ name }) => name !== first.name) ?? first);
  return { first, next };
}
const otherThan = (name: string) => NAMES.find((other) => other !== name) ?? '';
const job = (name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('button', { name: new RegExp(`on ${name}$`) }) });

test('[Q1] [Q2] with one download in a subnet, the second computer waits for the first and says so', async () => {
  await settings.goto('/settings');
  await expect(inOneSubnet()).toHaveValue('0');
  await inOneSubnet().fill('1');
  await save();

  const { first, next } = await deployedToBoth('for one after the other');
  const second = otherThan(first.name);
  const reason = '1 of 1 downloads on 127.0.0.0/24; begins when one of them has ended';
  await expect(job(first.name)).toContainText('Pushed');
  await expect(job(second)).toContainText(reason);
  await tell(first, 'downloading');
  await expect(job(first.name)).toContainText('Downloading');
  await expect(job(second)).toContainText(reason);
  await expectAccessibleInBothThemes(page);
  await settings.goto(`/computers/${agents[NAMES.indexOf(second)]?.computerId ?? ''}`);
  await expect(settings.getByText(reason)).toBeVisible();

  await tell(first, 'unpacking');
  const released = await next;
  expect(released.name).toBe(second);
  await expect(job(second)).toContainText('Pushed');
  await expect(settings.getByText(reason)).toHaveCount(0);
  await succeeds(first);
  await tell(released, 'unpacking');
  await succeeds(released);
  for (const name of NAMES) await expect(job(name)).toContainText('Succeeded');
});

test('[Q1] the limit of the whole hub is named as such, and lifted it holds nobody up any more', async () => {
  await settings.goto('/settings');
  await inOneSubnet().fill('0');
  await fromThisHub().fill('1');
  await save();

  const { first, next } = await deployedToBoth('for all at once');
  const second = otherThan(first.name);
  await expect(job(second)).toContainText(
    '1 of 1 downloads from this hub; begins when one of them has ended',
  );
  await fromThisHub().fill('0');
  await save();
  const released = await next;
  expect(released.name).toBe(second);
  await expect(job(second)).toContainText('Pushed');
  await expect(job(first.name)).toContainText('Pushed');
});
