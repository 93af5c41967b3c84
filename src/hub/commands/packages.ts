import { Refusal } from '#protocol/errors.ts';
import { parse } from '#protocol/parse.ts';
import { CreateFamily, CreatePackage, DeletePackage } from '#protocol/requests.ts';
import type { Actor, Family } from '#domain/entities.ts';
import { audit, permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Commands } from '../hub.ts';
import { familyView, packageView } from '../views/entity-views.ts';

export function createFamilyCommand(context: HubContext): Commands['createFamily'] {
  return async (actor, input) => {
    const { name, notes } = parse(CreateFamily, input);
    permit(actor, 'package.write');
    return familyView(await insertFamily(context, { actor, name, notes }));
  };
}

async function insertFamily(
  context: HubContext,
  { actor, name, notes }: { actor: Actor; name: string; notes: string },
): Promise<Family> {
  const { store, clock, announcer } = context;
  const family = await store.packages.insertFamily({
    id: store.newId(),
    name,
    notes,
    createdAt: clock.now(),
  });
  await audit(context, actor, { verb: 'family.create', subject: { kind: 'family', id: family.id, name } });
  announcer.publish(['packages'], { kind: 'family', family: familyView(family) });
  return family;
}

export function createPackageCommand(context: HubContext): Commands['createPackage'] {
  return async (actor, input, content) => {
    const wanted = parse(CreatePackage, input);
    permit(actor, 'package.write');
    const { store, clock, announcer } = context;
    const family = await familyOf(context, { actor, id: wanted.familyId, name: wanted.familyName });
    const created = await store.packages.insert({
      id: store.newId(),
      familyId: family.id,
      familyName: family.name,
      version: wanted.version,
      notes: wanted.notes,
      ...(content === undefined ? {} : { content }),
      install: { procedure: wanted.installProcedure, successCodes: wanted.installSuccessCodes },
      uninstall: { procedure: wanted.uninstallProcedure, successCodes: wanted.uninstallSuccessCodes },
      uninstallNeedsContent: wanted.uninstallNeedsContent,
      timeLimitSeconds: wanted.timeLimitSeconds,
      createdAt: clock.now(),
      createdBy: actor.name,
    });
    await audit(context, actor, {
      verb: 'package.create',
      subject: { kind: 'package', id: created.id, name: `${family.name} ${created.version}` },
    });
    await announceFamily(context, family);
    announcer.publish(['packages', `package:${created.id}`], {
      kind: 'package',
      package: packageView(created),
    });
    return packageView(created);
  };
}

async function familyOf(
  context: HubContext,
  { actor, id, name }: { actor: Actor; id: string | undefined; name: string | undefined },
): Promise<Family> {
  const { packages } = context.store;
  if (id !== undefined) {
    const family = await packages.getFamily(id);
    if (family === undefined)
      throw new Refusal('notFound', { detail: 'This package family does not exist.' });
    return family;
  }
  const wanted = name ?? '';
  return (
    (await packages.findFamilyByName(wanted)) ?? insertFamily(context, { actor, name: wanted, notes: '' })
  );
}

async function announceFamily({ store, announcer }: HubContext, family: Family): Promise<void> {
  const summary = (await store.packages.summaries([family.id])).get(family.id);
  announcer.publish(['packages'], { kind: 'family', family: familyView(family, summary) });
}

export function deletePackageCommand(context: HubContext): Commands['deletePackage'] {
  return async (actor, input) => {
    const { packageId } = parse(DeletePackage, input);
    permit(actor, 'package.delete');
    const { store, content, announcer } = context;
    const doomed = await store.packages.get(packageId);
    if (doomed === undefined) throw new Refusal('notFound');
    const installed = await store.installations.countOfPackage(packageId);
    if (installed > 0)
      throw new Refusal('packageInUse', { detail: `It is still installed on ${installed} computers.` });
    if (await store.jobs.hasPendingOfPackage(packageId)) {
      throw new Refusal('packageInUse', { detail: 'Jobs that install or uninstall it wait or run.' });
    }
    await store.packages.delete(packageId);
    // Asked after the package is gone: two packages with the same files that are deleted together both see the other.
    const sha256 = doomed.content?.sha256;
    if (sha256 !== undefined && !(await store.packages.usesContent(sha256))) await content.remove(sha256);
    await audit(context, actor, {
      verb: 'package.delete',
      subject: { kind: 'package', id: packageId, name: `${doomed.familyName} ${doomed.version}` },
    });
    announcer.publish(['packages', `package:${packageId}`], {
      kind: 'packageRemoved',
      packageId,
      familyId: doomed.familyId,
    });
    const family = await store.packages.getFamily(doomed.familyId);
    if (family !== undefined) await announceFamily(context, family);
  };
}

export function storeContentCommand({ content }: HubContext): Commands['storeContent'] {
  return async (actor, files) => {
    permit(actor, 'package.write');
    return content.take(files);
  };
}
