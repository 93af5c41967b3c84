import { setImmediate as nextTurn } from 'node:timers/promises';
import { AskedForAgain, type AskedFor } from '#domain/plan/asked-for.ts';
import { Refusal } from '#protocol/errors.ts';
import type { Store } from '#store/contract/store.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { DeployAgainQueries } from '../hub/deploy-again.ts';
import { packageView } from '../views/entity-views.ts';

/** Jobs read at once: their reasons only. */
const SLICE = 1_000;

export function deployAgainQueries({ store, announcer }: HubContext): DeployAgainQueries {
  return {
    async deployAgain(actor, { containerId, part }) {
      permit(actor, 'read');
      const container = await store.containers.get(containerId);
      if (container === undefined) throw new Refusal('notFound');
      const { packageIds, ...asked } = await askedFor(store, containerId, part);
      const { forceReinstall, uninstallOtherVersions } = container;
      const found = new Map((await store.packages.getMany(packageIds)).map((one) => [one.id, one]));
      return {
        container: announcer.containerRow(container),
        forceReinstall,
        uninstallOtherVersions,
        ...asked,
        packages: packageIds.flatMap((id) => found.get(id) ?? []).map(packageView),
        gonePackages: packageIds.length - found.size,
      };
    },
  };
}

async function askedFor(
  { jobs }: Pick<Store, 'jobs'>,
  containerId: string,
  part: 'all' | 'failed',
): Promise<AskedFor> {
  const again = new AskedForAgain(part);
  for (let after = 0; ;) {
    const slice = await jobs.askedOf({ containerId, after, limit: SLICE });
    for (const job of slice) again.take(job);
    const last = slice.at(-1);
    if (last === undefined) return again.whole;
    after = last.sequence;
    await nextTurn();
  }
}
