import { actorOf } from '$lib/server/actor.ts';
import { submitted } from '$lib/server/refusal.ts';
import { computerSnapshot } from '$lib/server/snapshots.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => computerSnapshot(event, event.params.id);

export const actions = {
  power: async ({ request, locals, params }) => {
    const form = await request.formData();
    return submitted(async () => {
      await locals.hub.commands.orderPower(actorOf({ locals }), {
        computerId: params.id,
        action: form.get('action') === 'shutdown' ? 'shutdown' : 'restart',
        delaySeconds: Math.round(Number(form.get('minutes') ?? 20) * 60),
        reason: String(form.get('reason') ?? ''),
      });
      return { ordered: true };
    });
  },
  message: async ({ request, locals, params }) => {
    const form = await request.formData();
    return submitted(async () => {
      const text = String(form.get('text') ?? '');
      await locals.hub.commands.sendMessage(actorOf({ locals }), { computerId: params.id, text });
      return { sent: true };
    });
  },
  notes: async ({ request, locals, params }) => {
    const form = await request.formData();
    return submitted(async () => {
      const notes = String(form.get('notes') ?? '');
      await locals.hub.commands.changeComputerNotes(actorOf({ locals }), { computerId: params.id, notes });
      return { saved: true };
    });
  },
  cancelJob: async ({ request, locals }) => {
    const form = await request.formData();
    return submitted(async () => {
      await locals.hub.commands.cancelJob(actorOf({ locals }), { jobId: String(form.get('jobId') ?? '') });
      return { cancelled: true };
    });
  },
} satisfies Actions;
