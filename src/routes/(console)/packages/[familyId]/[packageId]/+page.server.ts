import { redirect } from '@sveltejs/kit';
import { actorOf } from '$lib/server/actor.ts';
import { installedOnField, wordsOf } from '$lib/server/installation-fields.ts';
import { submitted } from '$lib/server/refusal.ts';
import { packageSnapshot } from '$lib/server/snapshots.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => packageSnapshot(event, event.params.packageId);

export const actions = {
  removeAssignments: async ({ request, locals, params }) => {
    const actor = actorOf({ locals });
    const form = await request.formData();
    const { packageId } = params;
    const selection = installedOnField(form);
    const installations = wordsOf(form, 'computerIds').map((computerId) => ({ computerId, packageId }));
    return submitted(async () =>
      locals.hub.commands.removeAssignments(
        actor,
        selection === undefined ? { installations } : { installedOn: { ...selection, packageId } },
      ),
    );
  },
  addInstallation: async ({ request, locals, params }) => {
    const actor = actorOf({ locals });
    const computerId = String((await request.formData()).get('computerId') ?? '');
    const { packageId } = params;
    return submitted(async () => ({
      added: await locals.hub.commands.addInstallation(actor, { computerId, packageId }),
    }));
  },
  delete: async ({ request, locals, params }) => {
    const actor = actorOf({ locals });
    const confirmName = (await request.formData()).get('confirmName');
    const outcome = await submitted(async () => {
      await locals.hub.commands.deletePackage(actor, {
        packageId: params.packageId,
        ...(typeof confirmName === 'string' ? { confirmName } : {}),
      });
      return { deleted: true };
    });
    if (!('deleted' in outcome)) return outcome;
    redirect(303, `/packages/${params.familyId}`);
  },
} satisfies Actions;
