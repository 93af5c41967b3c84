import { hourOf, isCountable } from '#domain/statistics.ts';
import { countHour } from '../count-hour.ts';
import type { HubContext } from '../hub-context.ts';

/** U1, U3: counts an hour that is over and puts it in the place of whatever was written for it. */
export async function hourUncounted(context: HubContext, moment: Date): Promise<void> {
  const hour = hourOf(moment);
  if (!isCountable(hour, context.clock.now())) return;
  await context.store.history.putHour(await countHour(context, hour));
}
