import { error, redirect } from '@sveltejs/kit';
import { ERRORS } from '#protocol/errors.ts';
import { PowerAction } from '#protocol/orders.ts';
import { actorOf } from '$lib/server/actor.ts';
import { wordsOf } from '$lib/server/installation-fields.ts';
import { submitted } from '$lib/server/refusal.ts';
import { tabIn } from '$lib/computers/computer-tabs.ts';
import { computerSnapshot, timelineSnapshot } from '$lib/server/snapshots.ts';
import { kindsIn } from '$lib/timeline/kinds.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const snapshot = await computerSnapshot(event, event.params.id);
  const kinds = tabIn(event.url.searchParams) === 'timeline' ? kindsIn(event.url.searchParams) : [];
  const first = kinds.length === 0 ? snapshot.timeline : await timelineSnapshot(event, event.params.id);
  return { ...snapshot, shown: { kinds, first } };
};

export const actions = {
  joinGroup: async ({ request, locals, params }) => {
    const groupId = String((await request.formData()).get('groupId') ?? '');
    return submitted(() =>
      locals.hub.commands.changeMembers(actorOf({ locals }), { groupId, add: [params.id] }),
    );
  },
  leaveGroup: async ({ request, locals, params }) => {
    const groupId = String((await request.formData()).get('groupId') ?? '');
    return submitted(() =>
      locals.hub.commands.changeMembers(actorOf({ locals }), { groupId, remove: [params.id] }),
    );
  },
  removeAssignments: async ({ request, locals, params }) => {
    const packageIds = wordsOf(await request.formData(), 'packageIds');
    const installations = packageIds.map((packageId) => ({ computerId: params.id, packageId }));
    return submitted(async () =>
      locals.hub.commands.removeAssignments(actorOf({ locals }), { installations }),
    );
  },
  addInstallation: async ({ request, locals, params }) => {
    const packageId = String((await request.formData()).get('packageId') ?? '');
    return submitted(async () => ({
      added: await locals.hub.commands.addInstallation(actorOf({ locals }), {
        computerId: params.id,
        packageId,
      }),
    }));
  },
  power: async ({ request, locals, params }) => {
    const form = await request.formData();
    const { data: action } = PowerAction.safeParse(form.get('action'));
    if (action === undefined)
      error(400, { message: ERRORS.invalidInput[1], code: 'invalidInput', fields: [] });
    return submitted(async () => {
      await locals.hub.commands.orderPower(actorOf({ locals }), {
        computerId: params.id,
        action,
        delaySeconds: Math.round(Number(form.get('minutes') ?? 20) * 60),
        reason: String(form.get('reason') ?? ''),
      });
      return { ordered: true };
    });
  },
  carryOutPower: async ({ locals, params }) =>
    submitted(async () => {
      await locals.hub.commands.carryOutPower(actorOf({ locals }), { computerId: params.id });
      return { ordered: true };
    }),
  postponePower: async ({ request, locals, params }) => {
    const form = await request.formData();
    return submitted(async () => {
      // An empty text would be read as 0.
      const minutes = Number(form.get('minutes') || NaN);
      await locals.hub.commands.postponePower(actorOf({ locals }), { computerId: params.id, minutes });
      return { postponed: true };
    });
  },
  callOffPower: async ({ locals, params }) =>
    submitted(async () => {
      await locals.hub.commands.callOffPower(actorOf({ locals }), { computerId: params.id });
      return { calledOff: true };
    }),
  wake: async ({ locals, params }) =>
    submitted(async () => {
      await locals.hub.commands.wakeComputers(actorOf({ locals }), { computerIds: [params.id] });
      return { woken: true };
    }),
  secureOn: async ({ request, locals, params }) => {
    const form = await request.formData();
    return submitted(async () => {
      const password = form.get('remove') === 'yes' ? null : String(form.get('password') ?? '');
      await locals.hub.commands.changeSecureOn(actorOf({ locals }), { computerId: params.id, password });
      return { saved: true };
    });
  },
  message: async ({ request, locals, params }) => {
    const form = await request.formData();
    return submitted(async () => {
      const text = String(form.get('text') ?? '');
      const shown = await locals.hub.commands.sendMessage(actorOf({ locals }), {
        computerId: params.id,
        text,
      });
      return { ...shown };
    });
  },
  inventory: async ({ locals, params }) =>
    submitted(async () => {
      await locals.hub.commands.askInventory(actorOf({ locals }), { computerId: params.id });
      return { asked: true };
    }),
  notes: async ({ request, locals, params }) => {
    const form = await request.formData();
    return submitted(async () => {
      const notes = String(form.get('notes') ?? '');
      await locals.hub.commands.changeComputerNotes(actorOf({ locals }), { computerId: params.id, notes });
      return { saved: true };
    });
  },
  delete: async ({ request, locals, params }) => {
    const confirmName = String((await request.formData()).get('confirmName') ?? '');
    const outcome = await submitted(async () => {
      await locals.hub.commands.deleteComputer(actorOf({ locals }), { computerId: params.id, confirmName });
      return { deleted: true };
    });
    if (!('deleted' in outcome)) return outcome;
    redirect(303, '/computers');
  },
  cancelJob: async ({ request, locals }) => {
    const form = await request.formData();
    return submitted(async () => {
      await locals.hub.commands.cancelJob(actorOf({ locals }), { jobId: String(form.get('jobId') ?? '') });
      return { cancelled: true };
    });
  },
} satisfies Actions;
