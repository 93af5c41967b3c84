import { redirect } from '@sveltejs/kit';
import { actorOf } from '$lib/server/actor.ts';
import { optionFields } from '$lib/server/container-fields.ts';
import { loaded, submitted } from '$lib/server/refusal.ts';
import type { Actions, PageServerLoad } from './$types';

/** Computers and packages that the address may name as chosen already. */
const PRESELECTED = 50;
const SHOWN = 100;

export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = actorOf({ locals });
  const { queries } = locals.hub;
  const named = (key: string) => [...new Set(url.searchParams.getAll(key))].slice(0, PRESELECTED);
  const [computers, packages, chosenComputers, chosenPackages] = await loaded(
    Promise.all([
      queries.computers(actor, { limit: SHOWN }),
      queries.packages(actor, { limit: SHOWN }),
      Promise.all(named('computer').map((id) => queries.computer(actor, id))),
      Promise.all(named('package').map((id) => queries.package(actor, id))),
    ]),
  );
  return {
    computers,
    packages,
    // Without the list of software, which is by far the largest part of a computer.
    chosenComputers: chosenComputers.map(({ software: _, hardware: __, ...computer }) => computer),
    chosenPackages,
    timeZone: locals.hub.timeZone,
    action: url.searchParams.get('action') === 'uninstall' ? ('uninstall' as const) : ('install' as const),
  };
};

const words = (form: FormData, key: string) =>
  String(form.get(key) ?? '')
    .split(' ')
    .filter((word) => word !== '');

export const actions = {
  default: async ({ request, locals }) => {
    const actor = actorOf({ locals });
    const form = await request.formData();
    const startAt = String(form.get('startAt') ?? '');
    const planDigest = String(form.get('planDigest') ?? '');
    const { endAt, ...options } = optionFields(form);
    const outcome = await submitted(async () => ({
      container: await locals.hub.commands.createContainer(actor, {
        name: String(form.get('name') ?? ''),
        notes: String(form.get('notes') ?? ''),
        action: form.get('action') === 'uninstall' ? 'uninstall' : 'install',
        computerIds: words(form, 'computerIds'),
        packageIds: words(form, 'packageIds'),
        ...(startAt === '' ? {} : { startAt }),
        ...(typeof endAt === 'string' ? { endAt } : {}),
        ...options,
        ...(planDigest === '' ? {} : { planDigest }),
        paused: form.get('paused') === 'on',
        forceReinstall: form.get('forceReinstall') === 'on',
        uninstallOtherVersions: form.get('uninstallOtherVersions') === 'on',
      }),
    }));
    if (!('container' in outcome)) return outcome;
    redirect(303, `/containers/${outcome.container.id}`);
  },
} satisfies Actions;
