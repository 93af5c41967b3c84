import { actorOf } from '$lib/server/actor.ts';
import { optionFields } from '$lib/server/container-fields.ts';
import { submitted } from '$lib/server/refusal.ts';
import { containerSnapshot } from '$lib/server/snapshots.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => containerSnapshot(event, event.params.id);

/** The jobs that a form names, separated by blanks; undefined: none is named, all are meant. */
function jobIdsOf(form: FormData): { jobIds?: string[] } {
  const jobIds = String(form.get('jobIds') ?? '')
    .split(' ')
    .filter((word) => word !== '');
  return jobIds.length === 0 ? {} : { jobIds };
}

const textOf = (form: FormData, name: string) => {
  const value = form.get(name);
  return typeof value === 'string' ? { [name]: value } : {};
};

export const actions = {
  pause: async ({ locals, params }) =>
    submitted(async () => {
      await locals.hub.commands.pauseContainer(actorOf({ locals }), { containerId: params.id });
      return { paused: true };
    }),
  resume: async ({ locals, params }) =>
    submitted(async () => {
      await locals.hub.commands.resumeContainer(actorOf({ locals }), { containerId: params.id });
      return { resumed: true };
    }),
  edit: async ({ request, locals, params }) => {
    const form = await request.formData();
    return submitted(async () => {
      await locals.hub.commands.editContainer(actorOf({ locals }), {
        containerId: params.id,
        ...textOf(form, 'name'),
        ...textOf(form, 'notes'),
        ...textOf(form, 'startAt'),
        ...optionFields(form),
      });
      return { saved: true };
    });
  },
  retry: async ({ request, locals, params }) => {
    const form = await request.formData();
    return submitted(async () => {
      const { changed, passedOver } = await locals.hub.commands.retryJobs(actorOf({ locals }), {
        containerId: params.id,
        ...jobIdsOf(form),
        ...textOf(form, 'failureId'),
        passOver: form.get('passOver') === 'on',
      });
      return { changed, passedOver };
    });
  },
  cancel: async ({ request, locals, params }) => {
    const form = await request.formData();
    return submitted(async () => {
      const { changed, passedOver } = await locals.hub.commands.cancelContainer(actorOf({ locals }), {
        containerId: params.id,
        ...jobIdsOf(form),
      });
      return { changed, passedOver };
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
