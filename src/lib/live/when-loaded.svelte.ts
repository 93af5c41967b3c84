import { untrack } from 'svelte';

/**
 * Hands over what a page's load brought, whenever it brings something new. Only a new load is news: what it is
 * compared with must not bring an old one back. During the initialisation of a component.
 */
export function whenLoaded<Loaded>(load: () => Loaded, take: (loaded: Loaded) => void): void {
  // The page's data are handed over anew with every navigation, also when they are the same.
  const loaded = $derived(load());
  $effect(() => {
    const fresh = loaded;
    untrack(() => take(fresh));
  });
}
