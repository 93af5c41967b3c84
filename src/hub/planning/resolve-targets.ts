import { Refusal } from '#protocol/errors.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { CreateContainer } from '#protocol/requests.ts';
import { matchingComputers } from '../bulk/targets.ts';
import { computersNamed } from '../groups/computers-named.ts';
import { membersOfGroups } from '../groups/members-of-groups.ts';
import type { HubContext } from '../hub-context.ts';
import { installedOn } from '../installed-on.ts';

/** How a deployment names its computers. */
export type TargetWish = Pick<
  CreateContainer,
  'computerIds' | 'installedOn' | 'computersMatching' | 'computerGroupIds' | 'computerNames'
>;

/** Unknown names that one refusal names. */
const UNKNOWN_NAMED = 50;

/**
 * The computers that a deployment means now, each once: those that are named by id, by a pasted list, by their
 * groups (G2), then those that are selected or fit a filter.
 * @throws Refusal `containerEmpty` when that is nobody, `invalidInput` for names that no computer has, `notFound`
 * for an unknown group, `tooLarge` when there are more computers than one request may name
 */
export async function resolveTargets(
  context: Pick<HubContext, 'fleet' | 'store'>,
  wish: TargetWish,
): Promise<string[]> {
  const { store } = context;
  const ids = new Set(wish.computerIds);
  const { found, unknown } = await computersNamed(store, wish.computerNames);
  if (unknown.length > 0) throw unknownNames(unknown);
  for (const { id } of found) ids.add(id);
  for (const id of await membersOfGroups(store, wish.computerGroupIds)) ids.add(id);
  if (wish.installedOn !== undefined) {
    for (const { computerId } of await installedOn(store, wish.installedOn)) ids.add(computerId);
  }
  if (wish.computersMatching !== undefined) {
    for (const { id } of await matchingComputers(context, wish.computersMatching)) ids.add(id);
  }
  if (ids.size > LIMITS.targetsPerRequest) {
    throw new Refusal('tooLarge', {
      detail: `One deployment may have ${LIMITS.targetsPerRequest} computers. Choose fewer of them.`,
    });
  }
  if (ids.size === 0) throw nobody(wish);
  return [...ids];
}

function nobody({ computerGroupIds, computersMatching, installedOn: selection }: TargetWish): Refusal {
  const message =
    computerGroupIds.length > 0
      ? 'there is no computer in the chosen groups'
      : selection === undefined && computersMatching === undefined
        ? 'choose one computer at least'
        : 'no computer fits this selection any more';
  return new Refusal('containerEmpty', {
    detail: `computerIds: ${message}`,
    fields: [{ path: 'computerIds', message }],
  });
}

/** All of them at once, as far as a refusal reaches: somebody has to mend the list. */
function unknownNames(unknown: readonly string[]): Refusal {
  const named = unknown.slice(0, UNKNOWN_NAMED).join(', ');
  const more = unknown.length > UNKNOWN_NAMED ? ` and ${unknown.length - UNKNOWN_NAMED} more` : '';
  const message = `no computer has this name: ${named}${more}`;
  return new Refusal('invalidInput', {
    detail: `computerNames: ${message}`,
    fields: [{ path: 'computerNames', message }],
  });
}
