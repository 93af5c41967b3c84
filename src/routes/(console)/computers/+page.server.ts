import { redirect } from '@sveltejs/kit';
import { addressOf, stateOf } from '$lib/fleet/list-state.ts';
import { actorOf } from '$lib/server/actor.ts';
import { fleetPage } from '$lib/server/fleet-page.ts';
import { submitted } from '$lib/server/refusal.ts';
import { sortText } from '#protocol/fleet-fields.ts';
import { writeFilter } from '#protocol/fleet-filter-text.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { searchParams } = event.url;
  const group = searchParams.get('group');
  // How a group was named in the address before there were filters: such links are still about.
  if (group !== null && !searchParams.has('where')) {
    const { filter, sort } = stateOf(searchParams);
    const asked = stateOf(new URLSearchParams({ where: `group:${group}` }));
    redirect(303, `/computers${addressOf({ filter: { ...asked.filter, search: filter.search }, sort })}`);
  }
  return { list: await fleetPage(event) };
};

/** What a list shows, out of its address. */
function savedFields(address: string) {
  const { filter, sort, columns } = stateOf(new URLSearchParams(address));
  return { filter: writeFilter(filter), sort: sortText(sort), ...(columns === undefined ? {} : { columns }) };
}

export const actions = {
  saveFilter: async ({ request, locals }) => {
    const form = await request.formData();
    const address = String(form.get('state') ?? '');
    const outcome = await submitted(async () => ({
      saved: await locals.hub.commands.createFilter(actorOf({ locals }), {
        name: String(form.get('name') ?? ''),
        shared: form.get('shared') === 'yes',
        ...savedFields(address),
      }),
    }));
    if (!('saved' in outcome)) return outcome;
    const { problem: _, ...state } = stateOf(new URLSearchParams(address));
    redirect(303, `/computers${addressOf({ ...state, savedId: outcome.saved.id })}`);
  },

  editFilter: async ({ request, locals }) => {
    const form = await request.formData();
    const [name, state, revision] = [form.get('name'), form.get('state'), form.get('revision')];
    return submitted(async () => ({
      saved: await locals.hub.commands.editFilter(actorOf({ locals }), {
        filterId: String(form.get('filterId') ?? ''),
        ...(revision === null ? {} : { revision: Number(revision) }),
        ...(name === null ? {} : { name: String(name), shared: form.get('shared') === 'yes' }),
        ...(state === null ? {} : savedFields(String(state))),
      }),
    }));
  },

  deleteFilter: async ({ request, locals }) => {
    const form = await request.formData();
    return submitted(async () => {
      await locals.hub.commands.deleteFilter(actorOf({ locals }), {
        filterId: String(form.get('filterId') ?? ''),
      });
      return { deleted: true };
    });
  },
} satisfies Actions;
