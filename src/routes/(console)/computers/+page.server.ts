import { actorOf } from '$lib/server/actor.ts';
import { wordsOf } from '$lib/server/installation-fields.ts';
import { submitted } from '$lib/server/refusal.ts';
import { computersSnapshot } from '$lib/server/snapshots.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({ computers: await computersSnapshot(event) });

export const actions = {
  joinGroup: async ({ request, locals }) => {
    const form = await request.formData();
    return submitted(() =>
      locals.hub.commands.changeMembers(actorOf({ locals }), {
        groupId: String(form.get('groupId') ?? ''),
        add: wordsOf(form, 'computerIds'),
      }),
    );
  },
  wake: async ({ request, locals }) => {
    const form = await request.formData();
    return submitted(async () => {
      const computerIds = String(form.get('computerIds') ?? '')
        .split(' ')
        .filter((id) => id !== '');
      const { wakes, online, notWakeable } = await locals.hub.commands.wakeComputers(actorOf({ locals }), {
        computerIds,
      });
      return { woken: wakes.length, online, notWakeable };
    });
  },
} satisfies Actions;
