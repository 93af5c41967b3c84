import type { Package } from '#domain/entities.ts';
import { hasTooManyLines, JOINED_LINES } from '#domain/procedure.ts';
import { Refusal } from '#protocol/errors.ts';

/** M1. @throws Refusal `invalidInput` */
export function requireJoinable(candidate: Pick<Package, 'install' | 'uninstall'>): void {
  const wrong = (['install', 'uninstall'] as const).filter((action) => hasTooManyLines(candidate[action]));
  if (wrong.length === 0) return;
  const message = `has more than ${JOINED_LINES} lines, which can only be run as a script`;
  throw new Refusal('invalidInput', {
    detail: message,
    fields: wrong.map((action) => ({ path: `${action}Procedure`, message })),
  });
}
