import { Scheduler } from '#hub/scheduler/scheduler.ts';
import type { TestHub } from './test-hub.ts';

/**
 * The workers of a hub that was started without them: real threads, which run when the test says so (`runNow`), or
 * by the hub's clock after `start`. To be stopped before the hub.
 * @param rules a folder of other rules
 */
export function workersOf(hub: TestHub, rules?: URL): Scheduler {
  const { context, databaseUri, dataDirectory } = hub;
  return new Scheduler({
    context,
    databaseUri,
    cacheDirectory: dataDirectory,
    ...(rules === undefined ? {} : { rules }),
  });
}
