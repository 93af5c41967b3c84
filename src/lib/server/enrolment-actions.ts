import type { RequestEvent } from '@sveltejs/kit';
import { actorOf } from './actor.ts';
import { textOf } from './form-texts.ts';
import { submitted } from './refusal.ts';

type Submitted = Pick<RequestEvent, 'request' | 'locals'>;

/** Of the pages on which enrolment tokens are made and revoked. */
export const enrolmentActions = {
  create: async ({ request, locals }: Submitted) => {
    const actor = actorOf({ locals });
    const form = await request.formData();
    return submitted(async () => ({
      created: await locals.hub.commands.createEnrolmentToken(actor, {
        name: textOf(form, 'name'),
        validMinutes: Number(textOf(form, 'validMinutes')),
        maxUses: Number(textOf(form, 'maxUses')),
      }),
    }));
  },
  revoke: async ({ request, locals }: Submitted) => {
    const actor = actorOf({ locals });
    const form = await request.formData();
    return submitted(async () => {
      await locals.hub.commands.revokeEnrolmentToken(actor, { tokenId: textOf(form, 'tokenId') });
      return { revoked: true };
    });
  },
};
