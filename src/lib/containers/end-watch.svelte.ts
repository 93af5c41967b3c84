import { createContext } from 'svelte';
import type { Change } from '#protocol/change.ts';
import type { ContainerView } from '#protocol/views/container.ts';
import type { Connection } from '../live/connection.svelte.ts';
import { fetchSnapshot, SnapshotRefused } from '../services/fetch-snapshot.ts';
import { pendingOf } from './deeds.ts';

const STORED_AS = 'reveille-tell-at-end';
/** Containers that one browser waits for, at most: the oldest is let go. */
const MOST = 50;

interface Asked {
  id: string;
  name: string;
}

/**
 * The containers of whose end somebody wants to be told, kept by the browser: also on other pages, and after these
 * were loaded again. While there are none, nothing is watched.
 */
export class EndWatch {
  asked = $state.raw<readonly Asked[]>([]);
  readonly #connection: Connection;
  readonly #tell: (container: ContainerView) => void;
  #unwatch: (() => void) | undefined;

  constructor(connection: Connection, tell: (container: ContainerView) => void) {
    this.#connection = connection;
    this.#tell = tell;
  }

  /** In the browser only. @returns ends it */
  start(): () => void {
    const read = () => {
      this.asked = stored();
      this.#watch();
    };
    // Another window of this console has asked, or left it.
    const changed = ({ key }: StorageEvent) => key === STORED_AS && read();
    read();
    window.addEventListener('storage', changed);
    return () => {
      window.removeEventListener('storage', changed);
      this.#unwatch?.();
    };
  }

  has(id: string): boolean {
    return this.asked.some((one) => one.id === id);
  }

  ask({ id, name }: Asked): void {
    this.#keep([...this.asked.filter((one) => one.id !== id), { id, name }].slice(-MOST));
  }

  leave(id: string): void {
    this.#keep(this.asked.filter((one) => one.id !== id));
  }

  #keep(asked: readonly Asked[]): void {
    this.asked = asked;
    try {
      localStorage.setItem(STORED_AS, JSON.stringify(asked));
    } catch {
      // Not kept over a new load where the browser keeps nothing.
    }
    this.#watch();
  }

  #watch(): void {
    if (this.asked.length === 0) {
      this.#unwatch?.();
      this.#unwatch = undefined;
      return;
    }
    this.#unwatch ??= this.#connection.watch('containers', {
      apply: (changes) => changes.forEach((change) => this.#apply(change)),
      refresh: () => void this.#lookAtAll(),
    });
  }

  #apply(change: Change): void {
    if (change.kind === 'containerRemoved') this.leave(change.containerId);
    if (change.kind === 'container' && this.has(change.container.id)) this.#look(change.container);
  }

  /** What ended while nobody watched is told now. */
  async #lookAtAll(): Promise<void> {
    for (const { id } of this.asked) {
      try {
        const { container } = await fetchSnapshot<{ container: ContainerView }>(`/containers/${id}`);
        this.#look(container);
      } catch (error) {
        if (error instanceof SnapshotRefused && error.status === 404) this.leave(id);
      }
    }
  }

  #look(container: ContainerView): void {
    if (pendingOf(container) > 0 || !this.has(container.id)) return;
    this.leave(container.id);
    this.#tell(container);
  }
}

function stored(): Asked[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(STORED_AS) ?? '[]');
    return Array.isArray(read) ? read.filter(isAsked).slice(-MOST) : [];
  } catch {
    return [];
  }
}

const isAsked = (value: unknown): value is Asked =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value &&
  'name' in value &&
  typeof value.id === 'string' &&
  typeof value.name === 'string';

export const [useEndWatch, provideEndWatch] = createContext<EndWatch>();
