import type { Change } from '#protocol/change.ts';
import type { Topic, TopicChanges } from '#protocol/console.ts';
import type { Cancel, Clock } from './clock.ts';

/** How long changes of a topic are collected before they go out together. Short enough to feel immediate. */
const COLLECT_MILLISECONDS = 40;
/**
 * Changes of one topic that may wait for the next flush. Beyond it they are dropped and the numbers tell the
 * consoles so: they ask for a fresh snapshot, which is cheaper than ten thousand single changes.
 */
const WAITING_CHANGES = 4000;

interface WatchedTopic {
  watchers: number;
  /** Number of the last message sent. */
  last: number;
  waiting: Map<string, Change>;
  overflowed: boolean;
  flush: Cancel | undefined;
}

/**
 * The only voice to consoles. Commands publish changes of topics; the feed numbers and coalesces them and hands
 * messages to its listener. A topic nobody watches costs nothing and is not remembered.
 */
export class ChangeFeed {
  readonly #clock: Clock;
  readonly #topics = new Map<Topic, WatchedTopic>();
  #deliver: (message: TopicChanges) => void = () => undefined;
  /** Begins with the time of the start, so that numbers of an earlier hub process are never taken for ours. */
  #number: number;
  #unnamed = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#number = clock.now().getTime();
  }

  /** Where messages go. One listener: the console gateway. */
  onMessage(deliver: (message: TopicChanges) => void): void {
    this.#deliver = deliver;
  }

  isWatched(topic: Topic): boolean {
    return this.#topics.has(topic);
  }

  /** Whether somebody watches a topic of that kind. */
  isWatchedBy(fits: (topic: Topic) => boolean): boolean {
    return this.#topics.keys().some(fits);
  }

  /** @returns the number of the topic's last message: what follows continues from it. */
  watch(topic: Topic): number {
    const watched = this.#topics.get(topic);
    if (watched !== undefined) {
      watched.watchers += 1;
      // The newcomer must not get as news what it will read in its snapshot under an older number.
      this.#send(topic, watched);
      return watched.last;
    }
    this.#topics.set(topic, {
      watchers: 1,
      last: this.#number,
      waiting: new Map(),
      overflowed: false,
      flush: undefined,
    });
    return this.#number;
  }

  unwatch(topic: Topic): void {
    const watched = this.#topics.get(topic);
    if (watched === undefined) return;
    watched.watchers -= 1;
    if (watched.watchers > 0) return;
    watched.flush?.();
    this.#topics.delete(topic);
  }

  /** Tells everyone who watches one of the topics. */
  publish(topics: readonly Topic[], change: Change): void {
    for (const topic of topics) {
      const watched = this.#topics.get(topic);
      if (watched === undefined) continue;
      if (watched.waiting.size >= WAITING_CHANGES) watched.overflowed = true;
      else this.#collect(watched, change);
      watched.flush ??= this.#clock.after(COLLECT_MILLISECONDS, () => this.#send(topic, watched));
    }
  }

  /** Something changed everywhere at once: every console asks for fresh snapshots instead of being told each change. */
  startAfresh(): void {
    for (const [topic, watched] of this.#topics) {
      watched.overflowed = true;
      this.#send(topic, watched);
    }
  }

  #collect(watched: WatchedTopic, change: Change): void {
    const key = coalescingKey(change) ?? `unnamed:${(this.#unnamed += 1)}`;
    // Taken out first: a later change must stand after what it may depend on.
    watched.waiting.delete(key);
    watched.waiting.set(key, change);
  }

  #send(topic: Topic, watched: WatchedTopic): void {
    watched.flush?.();
    watched.flush = undefined;
    if (watched.waiting.size === 0 && !watched.overflowed) return;
    const previous = watched.overflowed ? -1 : watched.last;
    this.#number += 1;
    watched.last = this.#number;
    const changes = [...watched.waiting.values()];
    watched.waiting.clear();
    watched.overflowed = false;
    this.#deliver({ topic, previous, number: watched.last, changes });
  }
}

/** Changes with the same key replace one another: only the newest state of an object matters. */
function coalescingKey(change: Change): string | undefined {
  switch (change.kind) {
    case 'computer':
    case 'computerDetail':
      return `${change.kind}:${change.computer.id}`;
    case 'computerRemoved':
      return `computer:${change.computerId}`;
    case 'bulk':
      return `bulk:${change.bulk.id}`;
    case 'container':
      return `container:${change.container.id}`;
    case 'containerRemoved':
      return `container:${change.containerId}`;
    case 'wake':
      return `wake:${change.wake.id}`;
    case 'timeline':
      return `timeline:${change.entry.id}`;
    case 'system':
    case 'overviewMoved':
    case 'settings':
    case 'computersChanged':
      return change.kind;
    case 'job':
      return `job:${change.job.id}`;
    case 'family':
      return `family:${change.family.id}`;
    case 'familyRemoved':
      return `family:${change.familyId}`;
    case 'package':
      return `package:${change.package.id}`;
    case 'packageRemoved':
      return `package:${change.packageId}`;
    case 'installation':
      return `installation:${change.installation.computerId}:${change.installation.packageId}`;
    case 'installationRemoved':
      return `installation:${change.computerId}:${change.packageId}`;
    case 'group':
      return `group:${change.group.id}`;
    case 'groupRemoved':
      return `group:${change.groupId}`;
    case 'progress':
      return `progress:${change.jobId}`;
    case 'audit':
      return `audit:${change.entry.id}`;
    case 'output':
      return undefined;
  }
}
