import type { ComputerView } from '#protocol/views/computer.ts';
import { text } from '../messages/text.ts';
import { act } from '../services/act.ts';
import type { Toasts } from '../ui/toasts.svelte.ts';

/** Sends magic packets at once: it harms nobody, so that it is not asked about. */
export async function wakeNow({ name }: Pick<ComputerView, 'name'>, toasts: Toasts): Promise<void> {
  const problem = await act('?/wake');
  if (problem === undefined) toasts.tell({ tone: 'green', text: text('wake.sent', { name }) });
  else toasts.tell({ tone: 'red', text: problem.message });
}
