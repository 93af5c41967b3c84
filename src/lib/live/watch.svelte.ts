import type { Topic } from '#protocol/console.ts';
import { useConnection } from './context.ts';
import type { Watcher } from './connection.svelte.ts';

/** Watches a topic as long as the component lives. Call it while the component is set up. */
export function watchTopic(topic: Topic, watcher: Watcher): void {
  const connection = useConnection();
  $effect(() => connection.watch(topic, watcher));
}
