import { givenDeployment } from '#tests/support/large-deployment.ts';
import { figure, table } from '../table.ts';
import { forget, seen, type Watched } from './page-watch.ts';
import type { ConsoleStage } from './stage.ts';
import { storm } from './storm.ts';

const WITHIN_MS = 10_000;
/** Until a page with all its jobs has nothing left to do. */
const SETTLED_MS = 5_000;
const VIEWS = ['table', 'map'] as const;
const COLUMNS: readonly [string, keyof Watched][] = [
  ['longest task', 'longestTask'],
  ['tasks > 50', 'longTasks'],
  ['frames', 'frames'],
  ['frame p95', 'frameP95'],
  ['slowest', 'slowestFrame'],
  ['shift', 'shift'],
];

/**
 * A container of so many jobs that all run within 10 seconds, looked at as table and as map. Four states of each: with
 * 10,000 jobs 4,000 changes in a second.
 * @returns the table
 */
export async function measureStorm(stage: ConsoleStage, jobs: number): Promise<string> {
  const rows: string[][] = [];
  for (const view of VIEWS) {
    const { hub, page } = stage;
    const deployment = await givenDeployment(hub, jobs);
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
    await page.getByTestId('progress').filter({ hasText: '100 %' }).waitFor();
    const watched = await seen(page);
    rows.push([`${view}, ${figure(jobs)} jobs`, ...COLUMNS.map(([, field]) => figure(watched[field]))]);
  }
  return table(['all jobs run within 10 s (ms)', ...COLUMNS.map(([head]) => head)], rows);
}
