import type { JobAction } from '#protocol/job.ts';
import type { ComputerView } from '#protocol/views/computer.ts';
import type { PackageView } from '#protocol/views/package.ts';
import { PRESENCES } from '../words/presence.ts';
import type { Choice, ChoicePage } from './pick.ts';
import { text } from '../messages/text.ts';

export const computerChoice = (computer: ComputerView): Choice => ({
  id: computer.id,
  name: computer.name,
  note: [PRESENCES[computer.presence].word, computer.operatingSystem].filter(Boolean).join(' · '),
});

export function packageChoice(entity: PackageView, action: JobAction): Choice {
  const empty = entity[action].procedure.trim() === '';
  return {
    id: entity.id,
    name: `${entity.familyName} ${entity.version}`,
    note:
      entity.content === undefined
        ? text('assistant.noFiles')
        : text('assistant.files', { count: entity.content.files }),
    unfit: empty ? text('assistant.hasNoProcedure', { action }) : undefined,
  };
}

async function ask<Row>(
  path: string,
  search: string,
  signal: AbortSignal,
): Promise<{ rows: Row[]; next?: string }> {
  const response = await fetch(`${path}?search=${encodeURIComponent(search)}`, { signal });
  if (!response.ok) throw new Error(text('common.unreachable'));
  return (await response.json()) as { rows: Row[]; next?: string };
}

export async function findComputers(search: string, signal: AbortSignal): Promise<ChoicePage> {
  const page = await ask<ComputerView>('/pick/computers', search, signal);
  return { rows: page.rows.map(computerChoice), more: page.next !== undefined };
}

export async function findPackages(
  action: JobAction,
  search: string,
  signal: AbortSignal,
): Promise<ChoicePage> {
  const page = await ask<PackageView>('/pick/packages', search, signal);
  return { rows: page.rows.map((row) => packageChoice(row, action)), more: page.next !== undefined };
}
