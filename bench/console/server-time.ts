import { aContainer } from '#tests/support/builders.ts';
import { givenDeployment, givenFailures } from '#tests/support/large-deployment.ts';
import { median } from '../statistics.ts';
import { figure, table } from '../table.ts';
import { timed } from '../timed.ts';
import type { ConsoleStage } from './stage.ts';

const LOOKS = 7;
const CONTAINERS = 5_000;
const AT_ONCE = 250;

/** How long the hub takes to answer for the heaviest pages of job containers, whole. @returns the table */
export async function measureServerTime(stage: ConsoleStage, jobs: number): Promise<string> {
  const { hub, cookie } = stage;
  for (let made = 0; made < CONTAINERS; made += AT_ONCE)
    await Promise.all(
      Array.from({ length: AT_ONCE }, () => hub.context.store.containers.insert(aContainer())),
    );
  const { id } = await givenDeployment(hub, jobs);
  const { id: failed } = await givenFailures(hub, jobs);
  const ask = async (path: string) => {
    const response = await fetch(`${hub.address}${path}`, { headers: { cookie } });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    await response.arrayBuffer();
  };
  const rows: string[][] = [];
  for (const [name, path] of [
    [`list of ${figure(CONTAINERS)} containers`, '/containers'],
    ['… sorted by name, searched', '/containers?sort=name&search=container'],
    [`container of ${figure(jobs)} jobs`, `/containers/${id}`],
    [`${figure(jobs)} failures, in groups`, `/containers/${failed}/failures.json`],
    [`CSV of ${figure(jobs)} jobs`, `/containers/${id}/jobs.csv`],
  ] as const) {
    const first = await timed(() => ask(path));
    const again: number[] = [];
    for (let look = 0; look < LOOKS; look += 1) again.push(await timed(() => ask(path)));
    rows.push([name, figure(first), figure(median(again))]);
  }
  return table(['server time (ms)', 'first', 'again'], rows);
}
