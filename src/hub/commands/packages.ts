import { Refusal } from '#protocol/errors.ts';
import { parse } from '#protocol/parse.ts';
import { CreateFamily, CreatePackage } from '#protocol/requests.ts';
import type { Actor, Family, Package } from '#domain/entities.ts';
import { versionOrder } from '#domain/versions.ts';
import type { ContentView } from '#protocol/views/package.ts';
import { requireDependencies } from '../planning/dependencies.ts';
import { audit, permit } from '../actor.ts';
import { removeUnused } from '../content-use.ts';
import type { HubContext } from '../hub-context.ts';
import type { Commands } from '../hub.ts';
import { familyView, packageView } from '../views/entity-views.ts';
import { requireJoinable } from './require-joinable.ts';
import { contentFor } from './package-content.ts';

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
  return async (actor, input, stored) => {
    const wanted = parse(CreatePackage, input);
    permit(actor, 'package.write');
    const { store, clock, announcer, contentUse } = context;
    // One at a time with deletions: the last user of a file must not go, with the file, while a new user comes.
    const { created, family } = await contentUse.run(async () => {
      try {
        const content = await contentFor(context, { actor, stored, sha256: wanted.contentSha256 });
        const home = await familyOf(context, { actor, id: wanted.familyId, name: wanted.familyName });
        const entity = packageOf(wanted, {
          id: store.newId(),
          family: home,
          actor,
          content,
          now: clock.now(),
        });
        requireJoinable(entity);
        await requireDependencies(context.store, entity);
        const created = await store.packages.insert(entity);
        if (content !== undefined) await context.uploads.used(actor, content.sha256);
        return { family: home, created };
      } catch (error) {
        if (stored !== undefined) await removeUnused(context, stored.sha256);
        throw error;
      }
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

function packageOf(
  wanted: CreatePackage,
  of: { id: string; family: Family; actor: Actor; content: ContentView | undefined; now: Date },
): Omit<Package, 'revision'> {
  const { id, family, actor, content, now } = of;
  return {
    id,
    familyId: family.id,
    familyName: family.name,
    ...(family.icon === undefined ? {} : { familyIcon: family.icon }),
    version: wanted.version,
    versionOrder: versionOrder(wanted.version),
    notes: wanted.notes,
    ...(content === undefined ? {} : { content }),
    install: {
      procedure: wanted.installProcedure,
      successCodes: wanted.installSuccessCodes,
      joiner: wanted.installJoiner,
    },
    uninstall: {
      procedure: wanted.uninstallProcedure,
      successCodes: wanted.uninstallSuccessCodes,
      joiner: wanted.uninstallJoiner,
    },
    uninstallNeedsContent: wanted.uninstallNeedsContent,
    timeLimitSeconds: wanted.timeLimitSeconds,
    dependencies: wanted.dependencies,
    compatibleSystems: wanted.compatibleSystems,
    upgradeBehaviour: wanted.upgradeBehaviour,
    postAction: wanted.postAction,
    ...(wanted.softwareMatch === undefined ? {} : { softwareMatch: wanted.softwareMatch }),
    createdAt: now,
    createdBy: actor.name,
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

/** The family of a package that came, went or is another version now. */
export async function announceFamilyOf(
  context: HubContext,
  { familyId }: Pick<Package, 'familyId'>,
): Promise<void> {
  const family = await context.store.packages.getFamily(familyId);
  if (family !== undefined) await announceFamily(context, family);
}

/** With how many versions it has now. */
async function announceFamily({ store, announcer }: HubContext, family: Family): Promise<void> {
  const summary = (await store.packages.summaries([family.id])).get(family.id);
  announcer.publish(['packages'], { kind: 'family', family: familyView(family, summary) });
}
