import { updated } from '$app/state';
import { text } from '../messages/text.ts';
import type { Late } from './late.svelte.ts';
import { useToasts } from './toasts.svelte.ts';

/**
 * Fetches a part of the page as soon as it is wanted, and says so when that fails. During the initialisation of a
 * component.
 * @param giveUp lets go of the wish, so that it can be made again
 */
export function whenWanted(wanted: () => Late<unknown> | undefined, giveUp?: () => void): void {
  const toasts = useToasts();
  $effect(() => {
    wanted()
      ?.ask()
      .catch(async () => {
        giveUp?.();
        // A hub of a newer version has no parts of the old one any more.
        if (await updated.check().catch(() => false)) location.reload();
        else toasts.tell({ tone: 'red', text: text('common.unreachable') });
      });
  });
}
