import { setImmediate as nextTurn } from 'node:timers/promises';
import { nameKey, pastedNames } from '#domain/groups.ts';
import { Refusal } from '#protocol/errors.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ComputerSummary } from '#store/contract/aggregates.ts';
import type { Store } from '#store/contract/store.ts';

/** Names looked up at once. */
const SLICE = 500;

/**
 * G3: the computers of a pasted list, in its order, and the names that none has.
 * @throws Refusal `tooLarge` when it names more than one request may
 */
export async function computersNamed(
  { computers }: Pick<Store, 'computers'>,
  text: string,
): Promise<{ found: ComputerSummary[]; unknown: string[] }> {
  const names = pastedNames(text);
  if (names.length > LIMITS.targetsPerRequest) {
    throw new Refusal('tooLarge', {
      detail: `A list may have ${LIMITS.targetsPerRequest} names. This one has ${names.length}.`,
    });
  }
  const found: ComputerSummary[] = [];
  const unknown: string[] = [];
  for (let from = 0; from < names.length; from += SLICE) {
    const slice = names.slice(from, from + SLICE);
    const byName = new Map((await computers.findByNames(slice)).map((one) => [nameKey(one.name), one]));
    for (const name of slice) {
      const computer = byName.get(nameKey(name));
      if (computer === undefined) unknown.push(name);
      else found.push(computer);
    }
    await nextTurn();
  }
  return { found, unknown };
}
