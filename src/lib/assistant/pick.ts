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
}): string {
  const { action, computers, packages } = plan;
  const [firstPackage] = packages;
  const [firstComputer] = computers;
  if (firstPackage === undefined) return '';
  const what = packages.length === 1 ? firstPackage.name : `${packages.length} packages`;
  const where =
    firstComputer === undefined
      ? ''
      : computers.length === 1
        ? ` on ${firstComputer.name}`
        : ` on ${computers.length} computers`;
  return `${action === 'install' ? 'Install' : 'Uninstall'} ${what}${where}`.slice(0, 120);
}
