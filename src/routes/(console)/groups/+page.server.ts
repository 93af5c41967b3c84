import { actorOf } from '$lib/server/actor.ts';
import { groupKindOf, groupsSnapshot } from '$lib/server/groups.ts';
import { wordsOf } from '$lib/server/installation-fields.ts';
import { submitted } from '$lib/server/refusal.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = groupsSnapshot;

const text = (form: FormData, name: string) => String(form.get(name) ?? '');
/** A revision that is not there is not asked for. */
const revisionOf = (form: FormData) =>
  form.has('revision') ? { revision: Number(form.get('revision')) } : {};

export const actions = {
  create: async ({ request, locals }) => {
    const form = await request.formData();
    const parentId = text(form, 'parentId');
    return submitted(async () => ({
      group: await locals.hub.commands.createGroup(actorOf({ locals }), {
        of: groupKindOf(form.get('of')),
        name: text(form, 'name'),
        notes: text(form, 'notes'),
        ...(parentId === '' ? {} : { parentId }),
      }),
    }));
  },
  edit: async ({ request, locals }) => {
    const form = await request.formData();
    const parentId = text(form, 'parentId');
    return submitted(async () => ({
      group: await locals.hub.commands.editGroup(actorOf({ locals }), {
        of: groupKindOf(form.get('of')),
        groupId: text(form, 'groupId'),
        ...revisionOf(form),
        name: text(form, 'name'),
        notes: text(form, 'notes'),
        parentId: parentId === '' ? null : parentId,
      }),
    }));
  },
  delete: async ({ request, locals }) => {
    const form = await request.formData();
    return submitted(async () => {
      await locals.hub.commands.deleteGroup(actorOf({ locals }), {
        of: groupKindOf(form.get('of')),
        groupId: text(form, 'groupId'),
      });
      return { deleted: true };
    });
  },
  members: async ({ request, locals }) => {
    const form = await request.formData();
    return submitted(() =>
      locals.hub.commands.changeMembers(actorOf({ locals }), {
        groupId: text(form, 'groupId'),
        add: wordsOf(form, 'add'),
        remove: wordsOf(form, 'remove'),
      }),
    );
  },
  addByName: async ({ request, locals }) => {
    const form = await request.formData();
    return submitted(async () => ({
      ...(await locals.hub.commands.addComputersByName(actorOf({ locals }), {
        groupId: text(form, 'groupId'),
        names: text(form, 'names'),
      })),
    }));
  },
  packages: async ({ request, locals }) => {
    const form = await request.formData();
    return submitted(async () => ({
      group: await locals.hub.commands.setPackageGroup(actorOf({ locals }), {
        groupId: text(form, 'groupId'),
        ...revisionOf(form),
        packageIds: wordsOf(form, 'packageIds'),
      }),
    }));
  },
} satisfies Actions;
