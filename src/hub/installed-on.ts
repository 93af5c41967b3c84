import type { Installation } from '#domain/entities.ts';
import { Refusal } from '#protocol/errors.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { InstalledOn } from '#protocol/requests.ts';
import type { Store } from '#store/contract/store.ts';

/**
 * The records that a selection means now, by the computers' names.
 * @throws Refusal `tooLarge` when there are more than one request may name
 */
export async function installedOn(
  { installations }: Pick<Store, 'installations'>,
  { packageId, search, drifted }: InstalledOn,
): Promise<Installation[]> {
  const found: Installation[] = [];
  const filter = {
    ...(search === undefined ? {} : { search }),
    ...(drifted === undefined ? {} : { drifted }),
  };
  for (;;) {
    const last = found.at(-1);
    const after = last === undefined ? {} : { after: { name: last.computerName, id: last.id } };
    const rows = await installations.ofPackage({ packageId, ...filter, ...after, limit: LIMITS.pageRows });
    found.push(...rows);
    if (found.length > LIMITS.targetsPerRequest) {
      throw new Refusal('tooLarge', {
        detail: `One request may name ${LIMITS.targetsPerRequest} computers. Choose fewer of them.`,
      });
    }
    if (rows.length < LIMITS.pageRows) return found;
  }
}
