import { whyKept } from '#domain/package-use.ts';
import { Refusal } from '#protocol/errors.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { PackageLifeQueries } from '../hub/packages.ts';
import { usesOf } from '../package-use.ts';
import { SystemsSeen } from '../systems-seen.ts';

export function packageLifeQueries(context: HubContext): PackageLifeQueries {
  const { store } = context;
  const systems = new SystemsSeen(context);
  return {
    async familyIcon(actor, familyId) {
      permit(actor, 'read');
      const icon = await store.families.icon(familyId);
      if (icon === undefined) throw new Refusal('notFound', { detail: 'This package family has no icon.' });
      return icon;
    },

    async packageUse(actor, packageId) {
      permit(actor, 'read');
      if ((await store.packages.get(packageId)) === undefined) throw new Refusal('notFound');
      const { needing, neededBy, ...counts } = await usesOf(context, packageId);
      return {
        ...counts,
        neededBy: needing.map(({ id, familyId, familyName, version }) => ({
          id,
          familyId,
          familyName,
          version,
        })),
        reasons: whyKept({ ...counts, neededBy }),
      };
    },

    async systemsSeen(actor) {
      permit(actor, 'read');
      return systems.rows();
    },
  };
}
