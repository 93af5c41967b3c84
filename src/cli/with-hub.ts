import { systemClock } from '#hub/clock.ts';
import type { Hub } from '#hub/hub.ts';
import { createLog } from '#hub/log.ts';
import { type Config, readConfig } from '#config.ts';
import { openHubOnStore } from '#open-hub-on-store.ts';

/** Runs one action on the hub's own database. A hub that runs beside it notices nothing but the result. */
export async function withHub<Value>(
  environment: Record<string, string | undefined>,
  action: (hub: Hub, config: Config) => Promise<Value>,
): Promise<Value> {
  const config = readConfig(environment);
  // What goes wrong is told in one line at the end; the log would only mix into the answer.
  const log = createLog({ level: 'silent', pretty: false });
  const open = await openHubOnStore({ config, clock: systemClock, log, beside: true });
  try {
    return await action(open.hub, config);
  } finally {
    await open.close();
  }
}
