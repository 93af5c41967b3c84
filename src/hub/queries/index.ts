import type { HubContext } from '../hub-context.ts';
import type { Queries } from '../hub.ts';
import { administrationQueries } from './administration.ts';
import { computerQueries } from './computers.ts';
import { deploymentQueries } from './deployments.ts';
import { previewQueries } from './preview.ts';
import { packageQueries } from './packages.ts';

/** Everything that may be read, bound to one hub. */
export function bindQueries(context: HubContext): Queries {
  return {
    ...computerQueries(context),
    ...packageQueries(context),
    ...deploymentQueries(context),
    ...previewQueries(context),
    ...administrationQueries(context),
  };
}
