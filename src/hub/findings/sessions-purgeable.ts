import type { HubContext } from '../hub-context.ts';
import { removeInBatches } from './remove-in-batches.ts';

/** H7: sign-ins that have expired. They opened nothing any more. */
export async function sessionsPurgeable(context: HubContext): Promise<void> {
  const { store, clock } = context;
  const now = clock.now();
  await removeInBatches(context, (limit) => store.access.removeExpiredSessions(now, limit));
}
