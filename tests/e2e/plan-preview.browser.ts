import { expect, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { besideHub, type BesideHub } from '#tests/support/beside-hub.ts';
import { prepareHubProcess, type HubProcess } from '#tests/support/processes.ts';
import { ADMIN, ADMIN_PASSWORD } from '#tests/support/test-hub.ts';
import { expectAccessible } from './accessible.ts';
import { signIn } from './console.ts';

/** What the assistant shows is what is created, or nothing is. */
test.describe.configure({ mode: 'serial' });

let hubs: HubProcess;
let beside: BesideHub;
let agent: BareAgent;
let page: Page;
let editorId: string;
let libraryId: string;

const givenPackage = async (familyName: string): Promise<string> => {
  const { id } = await beside.hub.commands.createPackage(ADMIN, {
    familyName,
    version: '1.0',
    installProcedure: 'echo in',
  });
  return id;
};

test.beforeAll(async ({ browser }) => {
  hubs = await prepareHubProcess();
  await hubs.start();
  beside = await besideHub(hubs);
  const { token } = await beside.hub.commands.createEnrolmentToken(ADMIN, { name: 'preview' });
  agent = new BareAgent(hubs.address);
  await agent.enrol(token, 'ada');
  libraryId = await givenPackage('library');
  editorId = await givenPackage('editor');
  page = await (await browser.newContext({ baseURL: hubs.address })).newPage();
  await page.goto('/');
  await signIn(page, { name: 'admin', password: ADMIN_PASSWORD });
});
test.afterAll(async () => {
  agent.leave();
  await beside.close();
  await hubs.dispose();
});

test('a plan that changes after it was shown creates nothing, says what differs and is shown anew', async () => {
  await page.goto(`/containers/new?package=${editorId}`);
  await page
    .getByRole('region', { name: /^Computers/ })
    .getByLabel(/ada/)
    .check();
  const plan = page.getByRole('region', { name: 'What will happen' });
  const jobs = page.getByTestId('plan-computers');
  await expect(plan).toContainText('1 job on 1 computer');
  await expect(jobs).toContainText('Chosen.');
  await expectAccessible(page);

  await beside.hub.commands.editPackage(ADMIN, { packageId: editorId, dependencies: [libraryId] });
  await page.getByRole('button', { name: 'Start now' }).click();

  await expect(plan.getByRole('alert')).toContainText('Nothing was created.');
  await expect(plan.getByRole('alert')).toContainText('install library 1.0');
  await expect(plan).toContainText('2 jobs on 1 computer');
  await expect(jobs).toContainText('Needed by editor 1.0.');
  expect((await beside.hub.queries.containers(ADMIN)).rows).toEqual([]);

  await page.getByRole('button', { name: 'Start now' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Install editor 1.0 on ada');
  const [container] = (await beside.hub.queries.containers(ADMIN)).rows;
  expect((await beside.hub.queries.jobsOfContainer(ADMIN, container?.id ?? '')).jobs).toHaveLength(2);
});

test('a preview that another site asks for is refused', async () => {
  const ask = (origin: string) =>
    page.request.post('/containers/new/preview', {
      headers: { origin, accept: 'application/json' },
      data: { computerIds: [], packageIds: [editorId] },
    });
  expect(await (await ask('https://elsewhere.example')).json()).toMatchObject({ code: 'badOrigin' });
  // The same from the hub's own pages gets as far as being read.
  expect(await (await ask(hubs.address)).json()).toMatchObject({ code: 'containerEmpty' });
});
