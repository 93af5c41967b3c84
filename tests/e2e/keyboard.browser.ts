import { expect, type Locator, type Page } from '@playwright/test';
import { test } from './browser-test.ts';
import { setDeploymentStage, type DeploymentStage } from './deployment-stage.ts';

/** A deployment from its first thought to its output, without a mouse. */
test.describe.configure({ mode: 'serial' });

let stage: DeploymentStage;
let page: Page;
test.beforeAll(async ({ browser }) => {
  stage = await setDeploymentStage(browser);
  ({ page } = stage);
});
test.afterAll(() => stage.dispose());

/** Nothing is farther away than this many presses of the tabulator key. */
const FAR = 40;

const hasFocus = (target: Locator) => target.evaluate((element) => element === document.activeElement);
/** Goes on with the tabulator key until something has the focus. */
async function tabTo(target: Locator, key = 'Tab'): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < FAR; presses += 1) {
    await page.keyboard.press(key);
    if (await hasFocus(target)) return;
  }
  throw new Error(`${String(target)} is not reached with ${FAR} presses of ${key}`);
}
const checkbox = (name: RegExp) => page.getByRole('checkbox', { name });
const heading = () => page.getByRole('heading', { level: 1 });

test('from the palette, through all choices of the assistant, to the job container and its output', async () => {
  await page.goto('/overview');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('deploy');
  await expect(page.getByRole('option', { name: 'Deploy a package', selected: true })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/containers\/new$/);
  await expect(page.getByRole('button', { name: 'Start now' })).toBeVisible();

  // Past the navigation in two presses.
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'To the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await tabTo(page.getByRole('radio', { name: 'Install', exact: true }));
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: 'Uninstall', exact: true })).toBeChecked();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('radio', { name: 'Install', exact: true })).toBeChecked();
  await tabTo(page.getByRole('searchbox', { name: 'Search packages' }));
  await page.keyboard.type('tool');
  await expect(checkbox(/^editor/)).toHaveCount(0);
  await tabTo(checkbox(/^tool 1\.0/));
  await page.keyboard.press('Space');
  await expect(checkbox(/^tool 1\.0/)).toBeChecked();
  await tabTo(page.getByRole('searchbox', { name: 'Search computers' }));
  await tabTo(checkbox(/^ada/));
  await page.keyboard.press('Space');
  await expect(checkbox(/^ada/)).toBeChecked();
  await tabTo(page.getByLabel('Name', { exact: true }));
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Install tool 1.0 on ada');
  await tabTo(checkbox(/^Install this very version again/));
  await page.keyboard.press('Space');
  await tabTo(page.getByRole('button', { name: /^More options/ }));
  await page.keyboard.press('Enter');
  await tabTo(page.getByRole('spinbutton', { name: /^Priority/ }));
  await page.keyboard.press('ArrowUp');
  await expect(page.getByText('1 job on 1 computer')).toBeVisible();
  await tabTo(page.getByTestId('plan-computers'));
  await tabTo(page.getByRole('button', { name: 'Start now' }));
  await page.keyboard.press('Enter');
  await expect(heading()).toHaveText('Install tool 1.0 on ada');
  expect(await stage.newest()).toMatchObject({ priority: 1 });

  const order = await stage.ada.jobOrder();
  await stage.step(order, 'executing');
  await stage.step(order, 'succeeded');
  await expect(page.getByText('Succeeded').first()).toBeVisible();
  await page.keyboard.press('j');
  await expect(page.getByRole('button', { name: /^Output of .* on ada/ })).toBeFocused();
});

test('from the list of computers: all of them, chosen by keys, deployed to by keys', async () => {
  await page.goto('/overview');
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await expect(heading()).toHaveText('Computers');
  await expect(page.getByTestId('count')).toHaveText('2 of 2 computers');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await expect(page.getByTestId('count')).toContainText('1 chosen');
  await page.keyboard.press('a');
  await expect(page.getByRole('toolbar')).toContainText('All 2 that match are chosen');
  await page.keyboard.press('.');
  await expect(page.getByRole('link', { name: 'Deploy', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('selection')).toContainText('2 computers');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await tabTo(checkbox(/^tool 1\.0/));
  await page.keyboard.press('Space');
  await expect(page.getByText(/on 2 computers/).first()).toBeVisible();
  await tabTo(page.getByRole('button', { name: 'Start now' }));
  await page.keyboard.press('Space');
  await expect(heading()).toHaveText('Install tool 1.0 on 2 computers');
  await page.keyboard.press('a');
  await expect(page.getByRole('toolbar')).toContainText('2 chosen');
  await page.keyboard.press('.');
  await expect(page.getByRole('toolbar').getByRole('button', { name: /^Retry/ })).toBeFocused();
  await page.keyboard.press('a');
  await expect(page.getByRole('toolbar')).toHaveCount(0);
});

test('the output panel is reached from its row, searched, and left again', async () => {
  const container = await stage.create({ name: 'spoken' });
  const order = await stage.ada.jobOrder();
  await stage.step(order, 'executing');
  const chunk = { sequence: 1, stream: 'stdout', text: 'one line\nneedle in it\n', sinceAccepted: 6 };
  await stage.ada.ask('output', { jobId: order.jobId, attempt: order.attempt, chunks: [chunk] });
  await stage.step(order, 'succeeded');
  await page.goto(`/containers/${container.id}`);
  await expect(page.getByTestId('output')).toContainText('needle');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await tabTo(page.getByTestId('output'));
  await page.keyboard.press('f');
  await page.keyboard.type('needle');
  await expect(page.getByTestId('found')).toHaveText('1 of 1');
  // A link to the line that was found, for a colleague.
  await page.keyboard.press('Control+Enter');
  await expect(page).toHaveURL(/[?&]line=2(&|$)/);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('output')).toBeFocused();
  await page.keyboard.press('l');
  await expect(page).toHaveURL(/[?&]line=1(&|$)/);
  await tabTo(page.getByRole('button', { name: /^Output of .* on ada/ }), 'Shift+Tab');
});
