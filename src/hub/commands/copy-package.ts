import type { Actor, Package } from '#domain/entities.ts';
import { ruleOfCopy } from '#domain/drift.ts';
import { versionOrder } from '#domain/versions.ts';
import { Refusal } from '#protocol/errors.ts';
import { parse } from '#protocol/parse.ts';
import { CopyPackage } from '#protocol/requests.ts';
import { audit, permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { PackageLifeCommands } from '../hub/packages.ts';
import { requireDependencies } from '../planning/dependencies.ts';
import { packageView } from '../views/entity-views.ts';
import { contentFor } from './package-content.ts';
import { announceFamilyOf } from './packages.ts';

/** M4. In `contentUse`: the files cannot go while a second package begins to use them. */
export function copyPackageCommand(context: HubContext): PackageLifeCommands['copyPackage'] {
  return async (actor, input) => {
    const { packageId, version, contentSha256 } = parse(CopyPackage, input);
    permit(actor, 'package.write');
    const { store, announcer, contentUse, uploads } = context;
    const copy = await contentUse.run(async () => {
      const source = await store.packages.get(packageId);
      if (source === undefined) throw new Refusal('notFound');
      const sha256 = contentSha256 ?? source.content?.sha256;
      const content = await contentFor(context, { actor, sha256 });
      const wanted = copyOf(context, { source, version, actor, content });
      await requireDependencies(store, wanted);
      const made = await store.packages.insert(wanted);
      if (content !== undefined) await uploads.used(actor, content.sha256);
      return made;
    });
    await audit(context, actor, {
      verb: 'package.create',
      subject: { kind: 'package', id: copy.id, name: `${copy.familyName} ${copy.version}` },
      detail: `a copy of package ${packageId}${contentSha256 === undefined ? '' : ', with other files'}`,
    });
    await announceFamilyOf(context, copy);
    const view = packageView(copy);
    announcer.publish(['packages', `package:${copy.id}`], { kind: 'package', package: view });
    return view;
  };
}

function copyOf(
  { store, clock }: HubContext,
  of: { source: Package; version: string; actor: Actor; content: Package['content'] },
): Omit<Package, 'revision'> {
  const { source, version, actor, content } = of;
  const { revision: _own, content: _its, softwareMatch: _found, ...same } = source;
  const softwareMatch = ruleOfCopy(source, version);
  return {
    ...same,
    id: store.newId(),
    version,
    versionOrder: versionOrder(version),
    ...(content === undefined ? {} : { content }),
    ...(softwareMatch === undefined ? {} : { softwareMatch }),
    createdAt: clock.now(),
    createdBy: actor.name,
  };
}
