import type { Computer } from '#domain/entities.ts';
import type { HubContext } from '#hub/hub-context.ts';
import type { NewEntity } from '#store/contract/aggregates.ts';
import { aComputer } from './builders.ts';

/** Puts a computer into the store of a running hub, and says so as enrolling one does: it stands in lists. */
export async function givenComputer(
  { context }: { context: Pick<HubContext, 'store' | 'announcer'> },
  given: Partial<NewEntity<Computer>> = {},
): Promise<Computer> {
  const computer = await context.store.computers.insert(aComputer(given));
  await context.announcer.computer(computer.id);
  return computer;
}
