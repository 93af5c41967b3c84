import type { Role } from '#protocol/role.ts';
import { tokensSnapshot } from '$lib/server/access-snapshots.ts';
import { actorOf } from '$lib/server/actor.ts';
import { textOf } from '$lib/server/form-texts.ts';
import { submitted } from '$lib/server/refusal.ts';
import { requireVerb } from '$lib/server/require-verb.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  requireVerb(event, 'apiToken.read');
  return { tokens: await tokensSnapshot(event) };
};

export const actions = {
  create: async ({ request, locals }) => {
    const form = await request.formData();
    const days = textOf(form, 'validDays');
    return submitted(async () => {
      const { token } = await locals.hub.commands.createApiToken(actorOf({ locals }), {
        name: textOf(form, 'name'),
        // The hub looks at it.
        role: textOf(form, 'role') as Role,
        ...(days === '' ? {} : { validDays: Number(days) }),
      });
      return { token };
    });
  },
  revoke: async ({ request, locals }) => {
    const form = await request.formData();
    return submitted(async () => {
      await locals.hub.commands.revokeApiToken(actorOf({ locals }), { tokenId: textOf(form, 'tokenId') });
      return {};
    });
  },
} satisfies Actions;
