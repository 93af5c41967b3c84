import type { JobAction } from '#protocol/job.ts';

/** Where a package is installed, as far as its page is filtered. */
export interface Selection {
  packageId: string;
  search?: string;
  drifted?: boolean;
}

export interface AssistantWish {
  action: JobAction;
  packageIds: readonly string[];
  /** Either computers by their ids, or a selection. */
  targets: readonly string[] | Selection;
  /** A version that is there already is installed again. */
  force?: boolean;
}

/** The deployment assistant with all this chosen already. */
export function assistantAddress({ action, packageIds, targets, force = false }: AssistantWish): string {
  const parameters = new URLSearchParams({ action });
  for (const id of packageIds) parameters.append('package', id);
  if ('packageId' in targets) {
    parameters.set('installedOn', targets.packageId);
    if (targets.search) parameters.set('matching', targets.search);
    if (targets.drifted !== undefined) parameters.set('drifted', String(targets.drifted));
  } else {
    for (const id of targets) parameters.append('computer', id);
  }
  if (force) parameters.set('force', 'yes');
  return `/containers/new?${parameters}`;
}

/** The selection that such an address names. */
export function selectionOf(parameters: URLSearchParams): Selection | undefined {
  const packageId = parameters.get('installedOn');
  if (packageId === null) return undefined;
  const search = parameters.get('matching') ?? '';
  const drifted = driftedOf(parameters);
  return {
    packageId,
    ...(search === '' ? {} : { search }),
    ...(drifted === undefined ? {} : { drifted }),
  };
}

/** The filter "drifted" of an address. */
export function driftedOf(parameters: URLSearchParams): boolean | undefined {
  const word = parameters.get('drifted');
  return word === 'true' ? true : word === 'false' ? false : undefined;
}
