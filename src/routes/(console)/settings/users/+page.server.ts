import type { Role } from '#protocol/role.ts';
import { usersSnapshot } from '$lib/server/access-snapshots.ts';
import { actorOf } from '$lib/server/actor.ts';
import { textOf } from '$lib/server/form-texts.ts';
import { madeUpPassword } from '$lib/server/made-up-password.ts';
import { submitted } from '$lib/server/refusal.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({ users: await usersSnapshot(event) });

/** The hub looks at it. */
const roleIn = (form: FormData) => textOf(form, 'role') as Role;

/** What was typed, or what is made up because the form has no such field. Only the latter is told. */
function passwordIn(form: FormData, name: string) {
  if (form.has('password')) return { password: textOf(form, 'password'), told: {} };
  const password = madeUpPassword();
  return { password, told: { made: { name, password } } };
}

export const actions = {
  create: async ({ request, locals }) => {
    const form = await request.formData();
    const name = textOf(form, 'name');
    const { password, told } = passwordIn(form, name.trim());
    return submitted(async () => {
      await locals.hub.commands.createUser(actorOf({ locals }), { name, role: roleIn(form), password });
      return told;
    });
  },
  role: async ({ request, locals }) => {
    const form = await request.formData();
    const input = { userId: textOf(form, 'userId'), role: roleIn(form) };
    return submitted(async () => {
      await locals.hub.commands.changeRole(actorOf({ locals }), input);
      return {};
    });
  },
  password: async ({ request, locals }) => {
    const form = await request.formData();
    const { password, told } = passwordIn(form, textOf(form, 'name'));
    return submitted(async () => {
      const input = { userId: textOf(form, 'userId'), password };
      await locals.hub.commands.changePassword(actorOf({ locals }), input);
      return told;
    });
  },
  endSignIns: async ({ request, locals }) => {
    const form = await request.formData();
    return submitted(async () => ({
      ...(await locals.hub.commands.endSessions(actorOf({ locals }), { userId: textOf(form, 'userId') })),
    }));
  },
  delete: async ({ request, locals }) => {
    const form = await request.formData();
    return submitted(async () => {
      await locals.hub.commands.deleteUser(actorOf({ locals }), { userId: textOf(form, 'userId') });
      return {};
    });
  },
} satisfies Actions;
