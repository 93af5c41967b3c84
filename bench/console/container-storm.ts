import { givenDeployment } from '#tests/support/large-deployment.ts';
import { storm } from '#tests/support/storm.ts';
import { figure, table } from '../table.ts';
import { aim, AIMS } from './aims.ts';
import { forget, observe, seen } from './page-watch.ts';
import type { BrowserStage } from './stage.ts';

const WITHIN_MS = 10_000;
/** Until a page with all its jobs has nothing left to do. */
const SETTLED_MS = 5_000;
const VIEWS = ['table', 'map'] as const;

/**
 * A container of so many jobs that all run within 10 seconds, looked at as table and as map. Four states of each: with
 * 10,000 jobs 4,000 changes in a second.
 * @returns the table
 */
export async function measureStorm(stage: BrowserStage, jobs: number): Promise<string> {
  const rows = [
    ['aim', aim(AIMS.longestTask), '', '', aim(AIMS.frame), '', aim(AIMS.shown), aim(AIMS.shift)],
  ];
  for (const view of VIEWS) {
    console.error(`  ${figure(jobs)} jobs run within 10 s, seen as a ${view} …`);
    rows.push([`as a ${view}`, ...(await withstood(stage, { jobs, view })).map(figure)]);
  }
  return table(
    [
      `${figure(jobs)} jobs run within 10 s`,
      'longest task ms',
      'tasks over 50 ms',
      'frames',
      'frame p95 ms',
      'slowest frame ms',
      'shown after ms',
      'layout shift',
    ],
    rows,
  );
}

async function withstood(
  { hub, newVisitor }: BrowserStage,
  { jobs, view }: { jobs: number; view: (typeof VIEWS)[number] },
): Promise<number[]> {
  const deployment = await givenDeployment(hub, jobs);
  const visitor = await newVisitor();
  try {
    const page = await visitor.newPage();
    await observe(page);
    await page.goto(`/containers/${deployment.id}?view=${view}`);
    await page
      .getByTestId(view === 'map' ? 'map' : 'job')
      .first()
      .waitFor();
    // The console asks for all jobs after its first paint.
    await page.getByText(/^Loading /).waitFor({ state: 'hidden' });
    await page.waitForTimeout(SETTLED_MS);
    await forget(page);
    await storm(hub, deployment, WITHIN_MS);
    const told = performance.now();
    await page.getByTestId('progress').filter({ hasText: '100 %' }).waitFor();
    const shownAfter = performance.now() - told;
    const { longestTask, longTasks, frames, frameP95, slowestFrame, shift } = await seen(page);
    return [longestTask, longTasks, frames, frameP95, slowestFrame, shownAfter, shift];
  } finally {
    await visitor.close();
  }
}
