import type { Package } from '#domain/entities.ts';
import { versionOrder } from '#domain/versions.ts';
import { Refusal } from '#protocol/errors.ts';
import { parse } from '#protocol/parse.ts';
import { EditPackage } from '#protocol/requests.ts';
import { audit, permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Commands } from '../hub.ts';
import { requireDependencies } from '../planning/dependencies.ts';
import { packageView } from '../views/entity-views.ts';
import { requireJoinable } from './require-joinable.ts';
import { announceFamilyOf } from './packages.ts';

/** Jobs that exist keep what they were made with (P5). */
export function editPackageCommand(context: HubContext): Commands['editPackage'] {
  return async (actor, input) => {
    const wanted = parse(EditPackage, input);
    permit(actor, 'package.write');
    const { store, announcer, contentUse } = context;
    // One at a time: two edits that each are right alone could close a circle together.
    const { edited, before } = await contentUse.run(async () => {
      const current = await store.packages.get(wanted.packageId);
      if (current === undefined) throw new Refusal('notFound');
      if (wanted.revision !== undefined && wanted.revision !== current.revision) {
        throw new Refusal('changedMeanwhile');
      }
      const next = withEdits(current, wanted);
      requireJoinable(next);
      await requireDependencies(store, next);
      const saved = await store.packages.change(next);
      if (saved === undefined) throw new Refusal('changedMeanwhile');
      return { edited: saved, before: current };
    });
    await audit(context, actor, {
      verb: 'package.edit',
      subject: { kind: 'package', id: edited.id, name: `${edited.familyName} ${edited.version}` },
      detail: changedFields(wanted, before).join(', '),
    });
    if (wanted.version !== undefined) await announceFamilyOf(context, edited);
    const view = packageView(edited);
    announcer.publish(['packages', `package:${edited.id}`], { kind: 'package', package: view });
    if (wanted.softwareMatch !== undefined || wanted.version !== undefined)
      context.drift.ruleChanged(edited.id);
    return view;
  };
}

type Editable = Parameters<HubContext['store']['packages']['change']>[0];

function withEdits(current: Package, wanted: EditPackage): Package & Editable {
  const { softwareMatch: before, ...kept } = current;
  const softwareMatch = wanted.softwareMatch === undefined ? before : (wanted.softwareMatch ?? undefined);
  const version = wanted.version ?? current.version;
  return {
    ...kept,
    version,
    versionOrder: versionOrder(version),
    ...(softwareMatch === undefined ? {} : { softwareMatch }),
    notes: wanted.notes ?? current.notes,
    install: {
      procedure: wanted.installProcedure ?? current.install.procedure,
      successCodes: wanted.installSuccessCodes ?? current.install.successCodes,
      joiner: wanted.installJoiner ?? current.install.joiner,
    },
    uninstall: {
      procedure: wanted.uninstallProcedure ?? current.uninstall.procedure,
      successCodes: wanted.uninstallSuccessCodes ?? current.uninstall.successCodes,
      joiner: wanted.uninstallJoiner ?? current.uninstall.joiner,
    },
    uninstallNeedsContent: wanted.uninstallNeedsContent ?? current.uninstallNeedsContent,
    timeLimitSeconds: wanted.timeLimitSeconds ?? current.timeLimitSeconds,
    dependencies: wanted.dependencies ?? current.dependencies,
    compatibleSystems: wanted.compatibleSystems ?? current.compatibleSystems,
    upgradeBehaviour: wanted.upgradeBehaviour ?? current.upgradeBehaviour,
    postAction: wanted.postAction ?? current.postAction,
  };
}

/** The names of what was sent, for the audit log. */
const changedFields = ({ packageId: _id, revision: _seen, ...fields }: EditPackage, before: Package) =>
  Object.keys(fields).map((name) => (name === 'version' ? `version (was ${before.version})` : name));
