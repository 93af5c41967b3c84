import { counted } from '#domain/counted.ts';
import type { Actor, Group } from '#domain/entities.ts';
import { misplacement, nameKey, type GroupMisplacement } from '#domain/groups.ts';
import type { AuditVerb } from '#protocol/audit.ts';
import { Refusal } from '#protocol/errors.ts';
import { LIMITS } from '#protocol/limits.ts';
import { parse } from '#protocol/parse.ts';
import { CreateGroup, DeleteGroup, EditGroup, SetPackageGroup } from '#protocol/requests.ts';
import type { GroupKind } from '#protocol/views/group.ts';
import { audit, permit } from '../actor.ts';
import { leaveGroup, membershipCommands } from '../groups/membership.ts';
import type { HubContext } from '../hub-context.ts';
import type { GroupCommands } from '../hub/groups.ts';
import { groupViews, packageGroupView } from '../views/group-view.ts';
import { KeyedTurns } from '../wake/keyed-turns.ts';

/** Every change of a tree of groups, one after another: two moves must not make a circle together. */
export function groupCommands(context: HubContext): GroupCommands {
  const turns = new KeyedTurns();
  return {
    async createGroup(actor, input) {
      const wanted = parse(CreateGroup, input);
      permit(actor, 'group.write');
      return turns.run(wanted.of, async () => {
        const groups = await context.store.groups.all(wanted.of);
        if (groups.length >= LIMITS.groups) {
          throw new Refusal('tooLarge', { detail: `There may be ${LIMITS.groups} groups.` });
        }
        requirePlace(groups, wanted);
        const { of, parentId, ...fields } = wanted;
        const made = await context.store.groups.insert(of, {
          id: context.store.newId(),
          ...fields,
          ...(parentId === undefined ? {} : { parentId }),
          packageIds: [],
          createdAt: context.clock.now(),
          createdBy: actor.name,
        });
        await note(context, actor, { verb: 'group.create', of, group: made });
        return announced(context, of, made);
      });
    },

    async editGroup(actor, input) {
      const { of, groupId, revision, parentId, name, notes } = parse(EditGroup, input);
      permit(actor, 'group.write');
      return turns.run(of, async () => {
        const groups = await context.store.groups.all(of);
        const group = groups.find(({ id }) => id === groupId);
        if (group === undefined) throw new Refusal('notFound');
        if (revision !== undefined && revision !== group.revision) throw new Refusal('changedMeanwhile');
        const { parentId: before, ...rest } = group;
        const place = parentId === undefined ? before : (parentId ?? undefined);
        const there = place === undefined ? {} : { parentId: place };
        if (place !== before) requirePlace(groups, { id: groupId, ...there });
        const changed = await context.store.groups.change(of, {
          ...rest,
          name: name ?? group.name,
          notes: notes ?? group.notes,
          ...there,
        });
        if (changed === undefined) throw new Refusal('changedMeanwhile');
        const detail = whatChanged(groups, { before: group, after: changed });
        await note(context, actor, { verb: 'group.edit', of, group: changed, detail });
        if (changed.name !== group.name && of === 'computers') await membersOf(context, groupId);
        return announced(context, of, changed);
      });
    },

    async deleteGroup(actor, input) {
      const { of, groupId } = parse(DeleteGroup, input);
      permit(actor, 'group.write');
      await turns.run(of, () => remove(context, actor, { of, groupId }));
    },

    async setPackageGroup(actor, input) {
      const { groupId, revision, packageIds } = parse(SetPackageGroup, input);
      permit(actor, 'group.write');
      return turns.run('packages', async () => {
        const group = await context.store.groups.get('packages', groupId);
        if (group === undefined) throw new Refusal('notFound');
        if (revision !== undefined && revision !== group.revision) throw new Refusal('changedMeanwhile');
        const found = new Set((await context.store.packages.getMany(packageIds)).map(({ id }) => id));
        const unknown = packageIds.find((id) => !found.has(id));
        if (unknown !== undefined)
          throw new Refusal('notFound', { detail: `There is no package ${unknown}.` });
        const changed = await context.store.groups.change('packages', { ...group, packageIds });
        if (changed === undefined) throw new Refusal('changedMeanwhile');
        const detail = counted(packageIds.length, 'package', 'packages');
        await note(context, actor, { verb: 'group.packages', of: 'packages', group: changed, detail });
        const view = packageGroupView(changed);
        context.announcer.publish(['groups'], { kind: 'group', group: view });
        return view;
      });
    },

    ...membershipCommands(context, turns),
  };
}

const WHY_NOT: Record<GroupMisplacement, string> = {
  unknownParent: 'this group does not exist, or no longer',
  circle: 'a group cannot lie below itself',
  tooDeep: `groups may be ${LIMITS.groupDepth} levels deep`,
};

/** G1 */
function requirePlace(
  groups: readonly Group[],
  wanted: { id?: string; parentId?: string | undefined },
): void {
  const why = misplacement(groups, wanted);
  if (why === undefined) return;
  const message = WHY_NOT[why];
  throw new Refusal('invalidInput', {
    detail: `parentId: ${message}`,
    fields: [{ path: 'parentId', message }],
  });
}

/**
 * In this order, so that a deletion that broke off can be repeated: the groups below move up, the members leave,
 * the group goes.
 */
async function remove(
  context: HubContext,
  actor: Actor,
  { of, groupId }: { of: GroupKind; groupId: string },
): Promise<void> {
  const { store, announcer } = context;
  const groups = await store.groups.all(of);
  const group = groups.find(({ id }) => id === groupId);
  if (group === undefined) throw new Refusal('notFound');
  const below = groups.filter(({ parentId }) => parentId === groupId);
  const beside = new Set(
    groups
      .filter(({ id, parentId }) => parentId === group.parentId && id !== groupId)
      .map(({ name }) => nameKey(name)),
  );
  const taken = below.find(({ name }) => beside.has(nameKey(name)));
  if (taken !== undefined) {
    throw new Refusal('nameTaken', {
      detail: `"${taken.name}" would move up to a place where there is another one of that name. Rename one of them first.`,
    });
  }
  // One of its own name can move up only when it has gone itself: it makes room first.
  const moved: Group[] = [];
  for (const child of below) moved.push(await lift(context, of, { child, from: group }));
  const members = of === 'computers' ? await leaveGroup(context, group, actor.name) : group.packageIds.length;
  await store.groups.remove(of, groupId);
  announcer.publish(['groups'], { kind: 'groupRemoved', of, groupId });
  for (const view of await groupViews(store, of, moved)) {
    announcer.publish(['groups'], { kind: 'group', group: view });
  }
  const detail = `${members} ${of} were in it, ${below.length} groups moved up`;
  await note(context, actor, { verb: 'group.delete', of, group, detail });
}

async function lift(
  { store }: HubContext,
  of: GroupKind,
  { child, from }: { child: Group; from: Group },
): Promise<Group> {
  const { parentId: _, ...rest } = child;
  const there = from.parentId === undefined ? {} : { parentId: from.parentId };
  if (nameKey(child.name) === nameKey(from.name)) {
    const name = `${from.name.slice(0, LIMITS.nameLength - 30)} (${from.id})`;
    const renamed = await store.groups.change(of, { ...from, name });
    if (renamed === undefined) throw new Refusal('changedMeanwhile');
  }
  const lifted = await store.groups.change(of, { ...rest, ...there });
  if (lifted === undefined) throw new Refusal('changedMeanwhile');
  return lifted;
}

function whatChanged(groups: readonly Group[], { before, after }: { before: Group; after: Group }): string {
  const nameOf = (id: string | undefined) => groups.find((group) => group.id === id)?.name ?? 'the top';
  const parts = [
    before.name === after.name ? undefined : `${before.name} → ${after.name}`,
    before.parentId === after.parentId ? undefined : `moved to ${nameOf(after.parentId)}`,
    before.notes === after.notes ? undefined : 'notes',
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

/** Rows of its members carry its name. */
async function membersOf({ store, announcer }: HubContext, groupId: string): Promise<void> {
  for (let after: string | undefined; ;) {
    const page = await store.groups.members({
      groupIds: [groupId],
      ...(after === undefined ? {} : { after }),
      limit: LIMITS.pageRows,
    });
    await announcer.computers(page.map(({ id }) => id));
    after = page.at(-1)?.name;
    if (page.length < LIMITS.pageRows) return;
  }
}

async function announced(context: HubContext, of: GroupKind, group: Group) {
  const [view] = await groupViews(context.store, of, [group]);
  if (view === undefined) throw new Refusal('notFound');
  context.announcer.publish(['groups'], { kind: 'group', group: view });
  return view;
}

async function note(
  context: HubContext,
  actor: Actor,
  what: { verb: AuditVerb; of: GroupKind; group: Group; detail?: string },
): Promise<void> {
  const { verb, of, group, detail } = what;
  const kind = of === 'computers' ? 'computerGroup' : 'packageGroup';
  await audit(context, actor, {
    verb,
    subject: { kind, id: group.id, name: group.name },
    ...(detail === undefined || detail === '' ? {} : { detail }),
  });
}
