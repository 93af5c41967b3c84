import { onDestroy, untrack } from 'svelte';
import type { Topic } from '#protocol/console.ts';
import { fetchSnapshot } from '../services/fetch-snapshot.ts';
import { Reloaded } from './reloaded.svelte.ts';
import { watchTopic } from './watch.svelte.ts';
import { whenLoaded } from './when-loaded.svelte.ts';

/**
 * What a page's load has brought, read again whenever something changes on a topic. During the initialisation of a
 * component. @param of.topic undefined: nobody tells who looks. @param of.page whose `snapshot.json` is asked
 */
export function reloadedPage<Snapshot>(of: {
  load: () => Snapshot;
  page: string;
  topic: Topic | undefined;
}): Reloaded<Snapshot> {
  const live = new Reloaded(untrack(of.load), () => fetchSnapshot<Snapshot>(of.page));
  if (of.topic !== undefined) watchTopic(of.topic, live);
  whenLoaded(of.load, (loaded) => (live.value = loaded));
  onDestroy(() => live.close());
  return live;
}
