import { actorOf } from '$lib/server/actor.ts';
import { loaded, submitted } from '$lib/server/refusal.ts';
import type { Actions, PageServerLoad } from './$types';

/** The newest; older ones have expired as a rule, and the API lists them all. */
const TOKENS = 500;

export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = actorOf({ locals });
  const { queries } = locals.hub;
  const [tokens, refused] = await Promise.all([
    loaded(queries.enrolmentTokens(actor, { limit: TOKENS })),
    loaded(queries.audit(actor, { verbPrefix: 'agent.refused', limit: 20 })),
  ]);
  return { tokens: tokens.rows, more: tokens.next !== undefined, refused: refused.rows, origin: url.origin };
};

export const actions = {
  create: async ({ request, locals }) => {
    const actor = actorOf({ locals });
    const form = await request.formData();
    return submitted(async () => ({
      created: await locals.hub.commands.createEnrolmentToken(actor, {
        name: String(form.get('name') ?? ''),
        validMinutes: Number(form.get('validMinutes')),
        maxUses: Number(form.get('maxUses')),
      }),
    }));
  },
  revoke: async ({ request, locals }) => {
    const actor = actorOf({ locals });
    const form = await request.formData();
    return submitted(async () => {
      await locals.hub.commands.revokeEnrolmentToken(actor, { tokenId: String(form.get('tokenId') ?? '') });
      return { revoked: true };
    });
  },
} satisfies Actions;
