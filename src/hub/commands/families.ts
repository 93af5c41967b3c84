import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Actor, Family } from '#domain/entities.ts';
import { iconProblem, readIcon } from '#domain/icon.ts';
import type { AuditVerb } from '#protocol/audit.ts';
import { Refusal } from '#protocol/errors.ts';
import { parse } from '#protocol/parse.ts';
import { DeleteFamily, EditFamily, RemoveFamilyIcon, SetFamilyIcon } from '#protocol/requests.ts';
import type { FamilyView } from '#protocol/views/package.ts';
import { audit, permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { PackageLifeCommands } from '../hub/packages.ts';
import { familyView, packageView } from '../views/entity-views.ts';

type FamilyCommands = Pick<
  PackageLifeCommands,
  'editFamily' | 'deleteFamily' | 'setFamilyIcon' | 'removeFamilyIcon'
>;

/** Hexadecimal digits of an icon's SHA-256 that name it. */
const DIGEST_DIGITS = 16;

/** All in `contentUse`: a package that is made meanwhile gets the name and the icon, or finds the family gone. */
export function familyCommands(context: HubContext): FamilyCommands {
  const { store, announcer, contentUse } = context;
  return {
    async editFamily(actor, input) {
      const wanted = parse(EditFamily, input);
      permit(actor, 'package.write');
      return contentUse.run(async () => {
        const current = await requireFamily(context, wanted.familyId);
        const { revision, name, notes } = { ...current, ...defined(wanted) };
        if (revision !== current.revision) throw new Refusal('changedMeanwhile');
        const changed = await store.families.change({ id: current.id, revision, name, notes });
        if (changed === undefined) throw new Refusal('changedMeanwhile');
        const detail = name === current.name ? 'notes' : `was ${current.name}`;
        return changedTo(context, { actor, family: changed, verb: 'family.edit', detail });
      });
    },

    async deleteFamily(actor, input) {
      const { familyId } = parse(DeleteFamily, input);
      permit(actor, 'package.delete');
      await contentUse.run(async () => {
        const family = await requireFamily(context, familyId);
        const versions = (await store.packages.summaries([familyId])).get(familyId)?.packages ?? 0;
        if (versions > 0) {
          const counted = versions === 1 ? '1 version' : `${versions} versions`;
          throw new Refusal('familyNotEmpty', { detail: `${family.name} still has ${counted}.` });
        }
        await store.families.remove(familyId);
        await audit(context, actor, {
          verb: 'family.delete',
          subject: { kind: 'family', id: familyId, name: family.name },
        });
        announcer.publish(['packages'], { kind: 'familyRemoved', familyId });
      });
    },

    async setFamilyIcon(actor, input, bytes) {
      const { familyId } = parse(SetFamilyIcon, input);
      permit(actor, 'package.write');
      const problem = iconProblem(bytes);
      const read = readIcon(bytes);
      if (problem !== undefined || read === undefined) {
        throw new Refusal('iconUnusable', problem === undefined ? {} : { detail: problem });
      }
      const digest = createHash('sha256').update(bytes).digest('hex').slice(0, DIGEST_DIGITS);
      const icon = { type: read.type, bytes, digest };
      return contentUse.run(async () => {
        await requireFamily(context, familyId);
        const family = await store.families.changeIcon(familyId, icon);
        if (family === undefined) throw new Refusal('notFound');
        const detail = `${read.type}, ${read.width} × ${read.height}`;
        return changedTo(context, { actor, family, verb: 'family.icon', detail });
      });
    },

    async removeFamilyIcon(actor, input) {
      const { familyId } = parse(RemoveFamilyIcon, input);
      permit(actor, 'package.write');
      return contentUse.run(async () => {
        const family = await store.families.changeIcon(familyId, null);
        if (family === undefined) throw new Refusal('notFound');
        return changedTo(context, { actor, family, verb: 'family.icon', detail: 'removed' });
      });
    },
  };
}

/** What was sent, without what was left out. */
const defined = ({ revision, name, notes }: z.output<typeof EditFamily>) => ({
  ...(revision === undefined ? {} : { revision }),
  ...(name === undefined ? {} : { name }),
  ...(notes === undefined ? {} : { notes }),
});

async function requireFamily({ store }: HubContext, familyId: string): Promise<Family> {
  const family = await store.packages.getFamily(familyId);
  if (family === undefined) throw new Refusal('notFound', { detail: 'This package family does not exist.' });
  return family;
}

/** Its packages follow, the audit log says so, consoles are told. */
async function changedTo(
  context: HubContext,
  change: { actor: Actor; family: Family; verb: AuditVerb; detail: string },
): Promise<FamilyView> {
  const { store, announcer } = context;
  const { actor, family, verb, detail } = change;
  const followed = await store.families.follow(family);
  await audit(context, actor, {
    verb,
    subject: { kind: 'family', id: family.id, name: family.name },
    detail,
  });
  const view = familyView(family, (await store.packages.summaries([family.id])).get(family.id));
  announcer.publish(['packages'], { kind: 'family', family: view });
  for (const one of followed) {
    announcer.publish(['packages', `package:${one.id}`], { kind: 'package', package: packageView(one) });
  }
  return view;
}
