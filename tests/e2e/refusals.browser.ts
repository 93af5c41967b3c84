import { expect, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { archiveWithPath } from '#tests/content/uploads.ts';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { setStage, type Stage } from '#tests/support/stage.ts';
import { ADMIN, ADMIN_PASSWORD } from '#tests/support/test-hub.ts';
import { expectAccessible } from './accessible.ts';
import { signIn } from './console.ts';

/** What goes wrong is told where somebody looks for it, in words. */
test.describe.configure({ mode: 'serial' });

let stage: Stage;
let page: Page;
const bareAgents: BareAgent[] = [];

test.beforeAll(async ({ browser }) => {
  stage = await setStage('honest');
  await stage.beside.computerOnline('honest');
  page = await (await browser.newContext({ baseURL: stage.hubs.address })).newPage();
  await page.goto('/');
  await signIn(page, { name: 'admin', password: ADMIN_PASSWORD });
});
test.afterAll(async () => {
  for (const one of bareAgents) one.leave();
  await stage.dispose();
});

function stranger(): BareAgent {
  const one = new BareAgent(stage.hubs.address);
  bareAgents.push(one);
  return one;
}

test('agents that are turned away stand in the console, each with its reason', async () => {
  const { token } = await stage.beside.hub.commands.createEnrolmentToken(ADMIN, { name: 'once' });
  await stranger().enrol(token.replace(/^rvl_[0-9a-f]{6}/, 'rvl_000000'), 'wrong-token');
  await stranger().enrol(token, 'welcome');
  await stranger().enrol(token, 'too-many');
  const unknown = stranger();
  await unknown.prove('0123456789abcdef01234567', await unknown.identify());

  await page.goto('/computers/add');
  const refused = page.getByTestId('refused-agents');
  await expect(refused.getByRole('row', { name: /wrong-token/ })).toContainText(
    'This enrolment token is unknown.',
  );
  await expect(refused.getByRole('row', { name: /too-many/ })).toContainText(
    'This enrolment token has been used as often as it may be.',
  );
  await expect(refused.getByRole('row', { name: /0123456789abcdef01234567/ })).toContainText(
    'The hub does not know this computer. Enrol it again.',
  );
  await expectAccessible(page);
});

test('an archive that would leave its folder is refused at the upload, and nothing is kept', async () => {
  const file = join(stage.folder, 'hostile.zip');
  await writeFile(file, await archiveWithPath('../../etc/passwd'));
  await page.goto('/packages/new');
  await page.getByLabel('Family').fill('Hostile');
  await page.getByLabel('Version').fill('1');
  await page
    .getByRole('region', { name: 'Install', exact: true })
    .getByLabel('Procedure', { exact: true })
    .fill('true');
  // Sent, and looked at, as soon as it is chosen.
  await page.getByTestId('files').setInputFiles(file);
  await expect(page.getByRole('alert')).toContainText('../../etc/passwd');
  await expect(page.getByRole('button', { name: 'Create the package' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await expectAccessible(page);
  expect((await stage.beside.hub.queries.packages(ADMIN)).rows).toEqual([]);
});

test('content that is not what the hub signed for is never executed, and the job says why', async () => {
  const computer = await stage.beside.computerOnline('honest');
  const file = join(stage.folder, 'payload.txt');
  await writeFile(file, 'as uploaded');
  await page.goto('/packages/new');
  await page.getByLabel('Family').fill('Tampered');
  await page.getByLabel('Version').fill('1');
  const marker = join(stage.folder, 'executed');
  const install = page.getByRole('region', { name: 'Install', exact: true });
  await install.getByLabel('Procedure', { exact: true }).fill(`touch '${marker}'`);
  await page.getByTestId('files').setInputFiles(file);
  await page.getByRole('button', { name: 'Create the package' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Tampered 1');
  const [uploaded] = (await stage.beside.hub.queries.packages(ADMIN)).rows;
  const sha256 = uploaded?.content?.sha256 ?? '';
  const bytes = uploaded?.content?.bytes ?? 0;
  const stored = join(stage.hubs.environment['DATA_DIR'] ?? '', 'content', `${sha256}.zip`);
  await writeFile(stored, Buffer.alloc(bytes, 'evil'));

  await page.goto(`/containers/new?computer=${computer.id}&package=${uploaded?.id}`);
  await page.getByRole('button', { name: 'Start now' }).click();
  await expect(page.getByTestId('job-facts')).toContainText('SHA-256 differs');
  await expect(page.getByTestId('job').getByText('Failed')).toBeVisible();
  expect(existsSync(marker)).toBe(false);
  expect(await stage.beside.hub.queries.installationsOfComputer(ADMIN, computer.id)).toEqual([]);
});
