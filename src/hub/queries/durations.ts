import { Refusal } from '#protocol/errors.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { DurationQueries } from '../hub/timeline.ts';

export function durationQueries({ store, usualDurations }: HubContext): DurationQueries {
  return {
    async usualDuration(actor, { packageId, action }) {
      permit(actor, 'read');
      if ((await store.packages.get(packageId)) === undefined) throw new Refusal('notFound');
      return usualDurations.of(packageId, action);
    },
  };
}
