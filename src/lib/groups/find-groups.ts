import type { GroupKind, GroupView } from '#protocol/views/group.ts';
import { text } from '../messages/text.ts';

/** Asks for all groups of a kind. @throws Error when the hub does not answer */
export async function findGroups(of: GroupKind, signal: AbortSignal): Promise<GroupView[]> {
  const response = await fetch(`/pick/groups?of=${of}`, { signal });
  if (!response.ok || response.redirected) throw new Error(text('common.unreachable'));
  const { rows } = (await response.json()) as { rows: GroupView[] };
  return rows;
}
