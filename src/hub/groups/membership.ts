import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Actor, Group } from '#domain/entities.ts';
import { Refusal } from '#protocol/errors.ts';
import { LIMITS } from '#protocol/limits.ts';
import { parse } from '#protocol/parse.ts';
import { AddComputersByName, ChangeMembers } from '#protocol/requests.ts';
import type { ComputerSummary } from '#store/contract/aggregates.ts';
import { audit, permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { GroupCommands } from '../hub/groups.ts';
import { groupViews } from '../views/group-view.ts';
import type { KeyedTurns } from '../wake/keyed-turns.ts';
import { computersNamed } from './computers-named.ts';

/** Computers read or written at once. */
const SLICE = 250;
/** Computers that one line of the audit log names. */
const NAMED = 20;

type MembershipCommands = Pick<GroupCommands, 'changeMembers' | 'addComputersByName'>;

export function membershipCommands(context: HubContext, turns: KeyedTurns): MembershipCommands {
  return {
    async changeMembers(actor, input) {
      const { groupId, add, remove } = parse(ChangeMembers, input);
      permit(actor, 'group.write');
      return turns.run('computers', async () => {
        const group = await groupOf(context, groupId);
        const leaving = new Set(remove);
        const come = await computersById(
          context,
          [...new Set(add)].filter((id) => !leaving.has(id)),
        );
        const go = await computersById(context, [...leaving]);
        return change(context, actor, {
          group,
          come: come.filter((one) => !isIn(one, groupId)),
          go: go.filter((one) => isIn(one, groupId)),
        });
      });
    },

    async addComputersByName(actor, input) {
      const { groupId, names } = parse(AddComputersByName, input);
      permit(actor, 'group.write');
      return turns.run('computers', async () => {
        const group = await groupOf(context, groupId);
        const { found, unknown } = await computersNamed(context.store, names);
        const come = found.filter((one) => !isIn(one, groupId));
        const { added } = await change(context, actor, { group, come, go: [] });
        return { added, already: found.length - come.length, unknown };
      });
    },
  };
}

/** A group is being deleted: its members leave it. @returns how many there were */
export async function leaveGroup(
  { store, announcer, timeline }: HubContext,
  group: Pick<Group, 'id' | 'name'>,
  by: string,
): Promise<number> {
  const { id: groupId, name } = group;
  for (let left = 0; ;) {
    const page = await store.groups.members({ groupIds: [groupId], limit: SLICE });
    if (page.length === 0) return left;
    const ids = page.map(({ id }) => id);
    await store.groups.removeMembers(groupId, ids);
    for (const id of ids) timeline.tell(id, { what: 'group', by, name, joined: false });
    await announcer.computers(ids);
    left += ids.length;
    await nextTurn();
  }
}

const isIn = ({ groupIds }: ComputerSummary, groupId: string) => groupIds?.includes(groupId) === true;

async function groupOf({ store }: HubContext, groupId: string): Promise<Group> {
  const group = await store.groups.get('computers', groupId);
  if (group === undefined)
    throw new Refusal('notFound', { detail: 'This group does not exist, or no longer.' });
  return group;
}

/** @throws Refusal `notFound` for one that there is not */
async function computersById({ store }: HubContext, ids: string[]): Promise<ComputerSummary[]> {
  const found: ComputerSummary[] = [];
  for (let from = 0; from < ids.length; from += SLICE) {
    const slice = ids.slice(from, from + SLICE);
    const computers = new Map((await store.computers.getMany(slice)).map((one) => [one.id, one]));
    for (const id of slice) {
      const computer = computers.get(id);
      if (computer === undefined) throw new Refusal('notFound', { detail: `There is no computer ${id}.` });
      found.push(computer);
    }
    await nextTurn();
  }
  return found;
}

/** Looked at as a whole before anything is written, then written in slices. */
async function change(
  context: HubContext,
  actor: Actor,
  { group, come, go }: { group: Group; come: ComputerSummary[]; go: ComputerSummary[] },
): Promise<{ added: number; removed: number }> {
  const full = come.find(({ groupIds }) => (groupIds?.length ?? 0) >= LIMITS.groupsPerComputer);
  if (full !== undefined) {
    throw new Refusal('tooLarge', {
      detail: `${full.name} is in ${LIMITS.groupsPerComputer} groups already, and cannot be in more.`,
    });
  }
  const { store, announcer, timeline } = context;
  const { name } = group;
  const done = { come: [] as ComputerSummary[], go: [] as ComputerSummary[] };
  const inSlices = async (
    computers: ComputerSummary[],
    write: { joined: boolean; done: ComputerSummary[]; save: (ids: string[]) => Promise<void> },
  ) => {
    for (let from = 0; from < computers.length; from += SLICE) {
      const slice = computers.slice(from, from + SLICE);
      const ids = slice.map(({ id }) => id);
      await write.save(ids);
      write.done.push(...slice);
      for (const id of ids) timeline.tell(id, { what: 'group', by: actor.name, name, joined: write.joined });
      await announcer.computers(ids);
      await nextTurn();
    }
  };
  try {
    await inSlices(go, {
      joined: false,
      done: done.go,
      save: (ids) => store.groups.removeMembers(group.id, ids),
    });
    await inSlices(come, {
      joined: true,
      done: done.come,
      save: (ids) => store.groups.addMembers(group.id, ids),
    });
  } finally {
    // Also when a later slice failed: what was changed is changed, and somebody did it.
    await tell(context, actor, { group, ...done });
  }
  return { added: come.length, removed: go.length };
}

async function tell(
  context: HubContext,
  actor: Actor,
  { group, come, go }: { group: Group; come: ComputerSummary[]; go: ComputerSummary[] },
): Promise<void> {
  if (come.length + go.length === 0) return;
  const parts = [words('added', come), words('removed', go)].filter((part) => part !== undefined);
  await audit(context, actor, {
    verb: 'group.members',
    subject: { kind: 'computerGroup', id: group.id, name: group.name },
    detail: parts.join('; '),
  });
  for (const view of await groupViews(context.store, 'computers', [group])) {
    context.announcer.publish(['groups'], { kind: 'group', group: view });
  }
}

function words(what: string, computers: ComputerSummary[]): string | undefined {
  if (computers.length === 0) return undefined;
  const names = computers.slice(0, NAMED).map(({ name }) => name);
  const more = computers.length > NAMED ? ` and ${computers.length - NAMED} more` : '';
  return `${computers.length} ${what}: ${names.join(', ')}${more}`;
}
