import { Refusal } from '#protocol/errors.ts';
import { parse } from '#protocol/parse.ts';
import { CopyPackage } from '#protocol/requests.ts';
import { audit, permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { PackageLifeCommands } from '../hub/packages.ts';
import { requireDependencies } from '../planning/dependencies.ts';
import { packageView } from '../views/entity-views.ts';
import { announceFamily } from './packages.ts';

/** M4. In `contentUse`: the files cannot go while a second package begins to use them. */
export function copyPackageCommand(context: HubContext): PackageLifeCommands['copyPackage'] {
  return async (actor, input) => {
    const { packageId, version } = parse(CopyPackage, input);
    permit(actor, 'package.write');
    const { store, clock, announcer, content, contentUse } = context;
    const { copy, family } = await contentUse.run(async () => {
      const source = await store.packages.get(packageId);
      const family = source && (await store.packages.getFamily(source.familyId));
      if (source === undefined || family === undefined) throw new Refusal('notFound');
      if (source.content !== undefined && (await content.size(source.content.sha256)) === undefined) {
        throw new Refusal('contentMissing');
      }
      const { revision: _own, ...same } = source;
      const wanted = { ...same, id: store.newId(), version, createdAt: clock.now(), createdBy: actor.name };
      await requireDependencies(store, wanted);
      return { copy: await store.packages.insert(wanted), family };
    });
    await audit(context, actor, {
      verb: 'package.create',
      subject: { kind: 'package', id: copy.id, name: `${copy.familyName} ${copy.version}` },
      detail: `a copy of package ${packageId}`,
    });
    await announceFamily(context, family);
    const view = packageView(copy);
    announcer.publish(['packages', `package:${copy.id}`], { kind: 'package', package: view });
    return view;
  };
}
