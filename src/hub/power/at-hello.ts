import type { z } from 'zod';
import { afterHello } from '#domain/power/presence-change.ts';
import type { Hello } from '#protocol/agent.ts';
import { Refusal } from '#protocol/errors.ts';
import type { ComputerSummary } from '#store/contract/aggregates.ts';
import type { HubContext } from '../hub-context.ts';

/**
 * B6, B8: what a hello says of what was due there. Before the new boot is stored: a hub that dies in between has it
 * all before it once more.
 * @returns the computer as it was known before
 * @throws Refusal `unknownComputer`
 */
export async function powerAtHello(
  { store, power, completions }: Pick<HubContext, 'store' | 'power' | 'completions'>,
  from: { computerId: string; hello: z.infer<typeof Hello>; now: Date },
): Promise<ComputerSummary> {
  const { computerId, hello, now } = from;
  const before = await store.computers.get(computerId);
  if (before === undefined) throw new Refusal('unknownComputer');
  await completions.returned(computerId, { before, hello, now });
  if (before.power !== undefined) {
    await power.apply(computerId, (computer) => afterHello(computer.power, { ...hello, now }));
  }
  return before;
}
