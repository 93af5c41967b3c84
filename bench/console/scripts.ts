import { figure, table } from '../table.ts';
import { aim, AIMS } from './aims.ts';
import { firstLoadOf } from './first-load.ts';
import { givenSite } from './given-site.ts';
import { KILOBYTE, PAGES, SMALL } from './pages.ts';
import type { BrowserStage } from './stage.ts';

/**
 * What a browser fetches for the heaviest pages, without their times: an almost empty hub is enough.
 * @returns the table
 */
export async function measureScripts(stage: BrowserStage): Promise<string> {
  const site = await givenSite(stage.hub, SMALL);
  const rows = [['aim', aim(AIMS.scripts), '']];
  for (const [name, path] of PAGES) {
    console.error(`  ${name} …`);
    const { gzipBytes, scripts } = await firstLoadOf(stage, path(site));
    rows.push([name, figure(gzipBytes / KILOBYTE), figure(scripts)]);
  }
  return table(['page', 'scripts gzip kB', 'files'], rows);
}
