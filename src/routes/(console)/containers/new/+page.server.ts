import { redirect, type RequestEvent } from '@sveltejs/kit';
import type { ChosenAgain } from '$lib/assistant/again.ts';
import type { ChosenMatching, ChosenSelection } from '$lib/assistant/selection.ts';
import { selectionOf } from '$lib/installations/assistant-address.ts';
import { actorOf } from '$lib/server/actor.ts';
import { optionFields } from '$lib/server/container-fields.ts';
import { filterNames } from '$lib/server/fleet-page.ts';
import { installedOnField, wordsOf } from '$lib/server/installation-fields.ts';
import { loaded, submitted } from '$lib/server/refusal.ts';
import { whyNot } from '$lib/words/permission.ts';
import type { AssistantDefaults } from '#protocol/settings.ts';
import { FilterOfText } from '#protocol/fleet-filter.ts';
import { parse } from '#protocol/parse.ts';
import type { Actions, PageServerLoad } from './$types';

const SHOWN = 100;

export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = actorOf({ locals });
  const { queries } = locals.hub;
  const named = (key: string) => [...new Set(url.searchParams.getAll(key))];
  const [
    [computers, packages, chosenComputers, chosenPackages, computerGroups, packageGroups],
    from,
    selection,
    matching,
    defaults,
  ] = await Promise.all([
    loaded(
      Promise.all([
        queries.computers(actor, { limit: SHOWN }),
        queries.packages(actor, { limit: SHOWN }),
        queries.computersByIds(actor, named('computer')),
        Promise.all(named('package').map((id) => queries.package(actor, id))),
        queries.computerGroups(actor),
        queries.packageGroups(actor),
      ]),
    ),
    askedAgain({ locals }, url),
    selected({ locals }, url),
    matched({ locals }, url),
    defaultsFor({ locals }),
  ]);
  return {
    computers,
    packages,
    chosenComputers,
    computerGroups,
    packageGroups,
    chosenComputerGroups: known(named('computerGroup'), computerGroups),
    chosenPackageGroups: known(named('packageGroup'), packageGroups),
    selection,
    matching,
    defaults,
    force: from?.forceReinstall ?? url.searchParams.get('force') === 'yes',
    chosenPackages: [...chosenPackages, ...(from?.packages ?? [])],
    timeZone: locals.hub.timeZone,
    action: from?.action ?? (url.searchParams.get('action') === 'uninstall' ? 'uninstall' : 'install'),
    again: from?.again,
  };
};

/** What an admin has chosen that deployments begin with; of who may create none, nothing. */
async function defaultsFor({ locals }: Pick<RequestEvent, 'locals'>): Promise<AssistantDefaults | undefined> {
  const actor = actorOf({ locals });
  if (whyNot(actor.role, 'deployment.createForOne') !== undefined) return undefined;
  return loaded(locals.hub.queries.assistantDefaults(actor));
}

/** What the job container was asked for that the address names: all of it, or with `jobs=failed` what failed. */
async function askedAgain({ locals }: Pick<RequestEvent, 'locals'>, url: URL) {
  const containerId = url.searchParams.get('from');
  if (containerId === null) return undefined;
  const part = url.searchParams.get('jobs') === 'failed' ? ('failed' as const) : ('all' as const);
  const asked = await loaded(locals.hub.queries.deployAgain(actorOf({ locals }), { containerId, part }));
  const { action, forceReinstall, packages, ...rest } = asked;
  const again: ChosenAgain = { ...rest, part };
  return { action, forceReinstall, packages, again };
}

/** What the address names and is gone is not chosen. */
const known = (ids: string[], groups: readonly { id: string }[]) =>
  ids.filter((id) => groups.some((group) => group.id === id));

/** The computers that the address selects by what is installed there. */
async function selected(
  { locals }: Pick<RequestEvent, 'locals'>,
  url: URL,
): Promise<ChosenSelection | undefined> {
  const selection = selectionOf(url.searchParams);
  if (selection === undefined) return undefined;
  const actor = actorOf({ locals });
  const { packageId } = selection;
  const [entity, { total }] = await loaded(
    Promise.all([
      locals.hub.queries.package(actor, packageId),
      locals.hub.queries.installationsOfPackage(actor, packageId, { ...selection, limit: 1 }),
    ]),
  );
  return { ...selection, name: `${entity.familyName} ${entity.version}`, computers: total };
}

/** The computers that the address selects by a filter of their list; an empty one means all. */
async function matched(
  { locals }: Pick<RequestEvent, 'locals'>,
  url: URL,
): Promise<ChosenMatching | undefined> {
  const words = url.searchParams.get('matching');
  if (words === null || url.searchParams.has('installedOn')) return undefined;
  return loaded(
    (async () => {
      const filter = parse(FilterOfText, words);
      const actor = actorOf({ locals });
      const { matching: computers } = await locals.hub.queries.computers(actor, { filter, limit: 1 });
      return { filter, names: await filterNames({ locals }, filter), computers };
    })(),
  );
}

export const actions = {
  default: async ({ request, locals }) => {
    const actor = actorOf({ locals });
    const form = await request.formData();
    const startAt = String(form.get('startAt') ?? '');
    const planDigest = String(form.get('planDigest') ?? '');
    const { endAt, ...options } = optionFields(form);
    const installedOn = installedOnField(form);
    const computersMatching = form.get('computersMatching');
    const outcome = await submitted(async () => ({
      container: await locals.hub.commands.createContainer(actor, {
        name: String(form.get('name') ?? ''),
        notes: String(form.get('notes') ?? ''),
        action: form.get('action') === 'uninstall' ? 'uninstall' : 'install',
        computerIds: wordsOf(form, 'computerIds'),
        ...(installedOn === undefined ? {} : { installedOn }),
        ...(typeof computersMatching === 'string' ? { computersMatching } : {}),
        computerGroupIds: wordsOf(form, 'computerGroupIds'),
        computerNames: String(form.get('computerNames') ?? ''),
        packageIds: wordsOf(form, 'packageIds'),
        packageGroupIds: wordsOf(form, 'packageGroupIds'),
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
