import type { HubContext } from '../hub-context.ts';
import type { Queries } from '../hub.ts';
import { accessQueries } from './access.ts';
import { administrationQueries } from './administration.ts';
import { auditQueries } from './audit.ts';
import { filterQueries } from './filters.ts';
import { bulkQueries } from './bulk.ts';
import { computerQueries } from './computers.ts';
import { containerQueries } from './containers.ts';
import { deployAgainQueries } from './deploy-again.ts';
import { deploymentQueries } from './deployments.ts';
import { groupQueries } from './groups.ts';
import { historyQueries } from './history.ts';
import { previewQueries } from './preview.ts';
import { overviewQueries } from './overview.ts';
import { searchQueries } from './search.ts';
import { installationQueries } from './installations.ts';
import { packageLifeQueries } from './package-life.ts';
import { packageQueries } from './packages.ts';
import { systemQueries } from './system.ts';
import { durationQueries } from './durations.ts';
import { timelineQueries } from './timeline.ts';
import { uploadQueries } from './uploads.ts';
import { wakeQueries } from './wakes.ts';

/** Everything that may be read, bound to one hub. */
export function bindQueries(context: HubContext): Queries {
  return {
    ...computerQueries(context),
    ...bulkQueries(context),
    ...filterQueries(context),
    ...packageQueries(context),
    ...packageLifeQueries(context),
    ...groupQueries(context),
    ...installationQueries(context),
    ...containerQueries(context),
    ...deploymentQueries(context),
    ...previewQueries(context),
    ...deployAgainQueries(context),
    ...administrationQueries(context),
    ...accessQueries(context),
    ...auditQueries(context),
    ...historyQueries(context),
    ...systemQueries(context),
    ...wakeQueries(context),
    ...uploadQueries(context),
    ...overviewQueries(context),
    ...searchQueries(context),
    ...timelineQueries(context),
    ...durationQueries(context),
  };
}
