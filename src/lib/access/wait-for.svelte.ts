import { untrack } from 'svelte';

const SECOND = 1000;

/**
 * Counts down the seconds of a wait that was told just now; a new one begins anew. During the initialisation of a
 * component. @param milliseconds undefined: there is nothing to wait for
 */
export function waitFor(milliseconds: () => number | undefined): { readonly seconds: number } {
  let left = $state(Math.ceil((untrack(milliseconds) ?? 0) / SECOND));
  $effect(() => {
    const wait = milliseconds();
    if (wait === undefined) {
      left = 0;
      return;
    }
    const over = performance.now() + wait;
    const look = () => {
      // Not read back: an effect that depends on what it counts would begin anew with each second.
      const seconds = Math.max(0, Math.ceil((over - performance.now()) / SECOND));
      left = seconds;
      if (seconds === 0) clearInterval(timer);
    };
    const timer = setInterval(look, SECOND / 4);
    look();
    return () => clearInterval(timer);
  });
  return {
    get seconds() {
      return left;
    },
  };
}
