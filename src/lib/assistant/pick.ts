import { text } from '../messages/text.ts';
/** One line of a list to choose from. */
export interface Choice {
  id: string;
  name: string;
  note: string;
  /** Why it cannot be chosen. */
  unfit?: string | undefined;
}

export interface ChoicePage {
  rows: Choice[];
  /** There are more than these: a search finds them. */
  more: boolean;
}

/** Adds or takes away choices, keeping the order in which they were chosen. */
export function withChoices(chosen: readonly Choice[], changed: readonly Choice[], on: boolean): Choice[] {
  const ids = new Set(changed.map((choice) => choice.id));
  const kept = chosen.filter((choice) => !ids.has(choice.id));
  return on ? [...kept, ...changed.filter((choice) => choice.unfit === undefined)] : kept;
}

/** A name for a deployment that says what it does: `Install Firefox 128.0 on PC-12`. */
export function defaultName(plan: {
  action: 'install' | 'uninstall';
  computers: readonly Choice[];
  packages: readonly Choice[];
  /** Computers beside those, which are selected without being named. */
  selected?: number;
  /** Names of groups. */
  groups?: { computers: readonly string[]; packages: readonly string[] };
}): string {
  const { action, groups } = plan;
  const what = namesOf('package', { single: plan.packages, groups: groups?.packages ?? [] });
  if (what === '') return '';
  const where = namesOf('computer', {
    single: plan.computers,
    selected: plan.selected ?? 0,
    groups: groups?.computers ?? [],
  });
  const name =
    where === ''
      ? text('assistant.nameOf', { action, what })
      : text('assistant.nameOn', { action, what, where });
  return name.slice(0, 120);
}

/** One by its name, several by their number, groups by their names. */
function namesOf(
  one: 'computer' | 'package',
  what: { single: readonly Choice[]; selected?: number; groups: readonly string[] },
): string {
  const { single, selected = 0, groups } = what;
  const several = single.length + selected;
  const [first] = single;
  const parts: string[] = [];
  if (selected === 0 && single.length === 1 && first !== undefined) parts.push(first.name);
  else if (several > 0)
    parts.push(
      one === 'computer'
        ? text('assistant.computerCount', { count: several })
        : text('assistant.packageCount', { count: several }),
    );
  if (groups.length > 2) parts.push(text('assistant.groupCount', { count: groups.length }));
  else parts.push(...groups);
  return parts.join(', ');
}
