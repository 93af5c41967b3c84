import { verbToDeploy, verbToRemove } from '#domain/permission.ts';
import type { Role } from '#protocol/role.ts';
import { whyNot } from '../words/permission.ts';
import { text } from '../messages/text.ts';

/** Why chosen installations cannot be deployed to; undefined when they can. `lacking`: what the package lacks for it. */
export function whyNotDeploy(wish: {
  role: Role;
  computers: number;
  lacking?: string | undefined;
}): string | undefined {
  if (wish.computers === 0) return text('installations.tickFirst');
  return whyNot(wish.role, verbToDeploy(wish.computers)) ?? wish.lacking;
}

/** Why the chosen records cannot be removed. */
export function whyNotRemove({ role, computers }: { role: Role; computers: number }): string | undefined {
  return computers === 0 ? text('installations.tickFirst') : whyNot(role, verbToRemove(computers));
}
