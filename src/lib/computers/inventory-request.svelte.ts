import type { ComputerDetail } from '#protocol/views/computer.ts';
import { text } from '../messages/text.ts';
import { act } from '../services/act.ts';
import type { Toasts } from '../ui/toasts.svelte.ts';

/** Asks an agent to read its inventory, and tells when it has come: that takes some seconds. */
export class InventoryRequest {
  readonly #computer: () => ComputerDetail;
  readonly #toasts: Toasts;
  /** The inventory that was there when it was asked for. */
  #before = $state.raw<{ at: string | undefined } | undefined>(undefined);

  constructor(computer: () => ComputerDetail, toasts: Toasts) {
    this.#computer = computer;
    this.#toasts = toasts;
  }

  async ask(): Promise<void> {
    const { name, inventoryAt } = this.#computer();
    const problem = await act('?/inventory');
    if (problem !== undefined) {
      this.#toasts.tell({ tone: 'red', text: problem.message });
      return;
    }
    this.#before = { at: inventoryAt };
    this.#toasts.tell({ tone: 'quiet', text: text('computers.inventoryAsked', { name }) });
  }

  /** To be called in an effect: whether what was asked for has come. */
  look(): void {
    const { name, inventoryAt } = this.#computer();
    if (this.#before === undefined || inventoryAt === this.#before.at) return;
    this.#before = undefined;
    this.#toasts.tell({ tone: 'green', text: text('computers.inventoryRead', { name }) });
  }
}
