import { verbToDeploy, verbToRemove } from '#domain/permission.ts';
import type { Role } from '#protocol/role.ts';
import { whyNot } from '../words/permission.ts';

const TICK_FIRST = 'Tick what it is for first.';

/** Why chosen installations cannot be deployed to; undefined when they can. `lacking`: what the package lacks for it. */
export function whyNotDeploy(wish: {
  role: Role;
  computers: number;
  lacking?: string | undefined;
}): string | undefined {
  if (wish.computers === 0) return TICK_FIRST;
  return whyNot(wish.role, verbToDeploy(wish.computers)) ?? wish.lacking;
}

/** Why the chosen records cannot be removed. */
export function whyNotRemove({ role, computers }: { role: Role; computers: number }): string | undefined {
  return computers === 0 ? TICK_FIRST : whyNot(role, verbToRemove(computers));
}
