import { createContext } from 'svelte';
import type { Change } from '#protocol/change.ts';
import type { BulkView } from '#protocol/views/bulk.ts';
import type { Connection } from '../live/connection.svelte.ts';
import { apiAnswer } from '../services/ask-api.ts';

/** Which ones this tab has begun: they are found again after the page was loaded anew. */
const KEY = 'reveille-bulk';

/** What this viewer is doing to many computers, wherever in the console he is meanwhile. */
export class BulkWork {
  runs = $state.raw<readonly BulkView[]>([]);
  readonly #connection: Pick<Connection, 'watch'>;
  readonly #watched = new Map<string, () => void>();

  constructor(connection: Pick<Connection, 'watch'>) {
    this.#connection = connection;
  }

  /** Takes up what this tab had begun. In the browser. @returns lets go of everything */
  restore(): () => void {
    for (const id of remembered()) void this.#look(id);
    return () => {
      for (const end of this.#watched.values()) end();
      this.#watched.clear();
    };
  }

  /** Something has been begun. */
  add(run: BulkView): void {
    this.#take(run);
  }

  async stop(id: string): Promise<void> {
    const answer = await apiAnswer<BulkView>('DELETE', `computers/bulk/${id}`);
    if (answer.ok) this.#take(answer.value);
  }

  dismiss(id: string): void {
    this.#end(id);
    this.runs = this.runs.filter((run) => run.id !== id);
    remember(this.runs.map((run) => run.id));
  }

  async #look(id: string): Promise<void> {
    const answer = await apiAnswer<BulkView>('GET', `computers/bulk/${id}`);
    if (answer.ok) this.#take(answer.value);
    else if (answer.problem.code === 'notFound') this.dismiss(id);
  }

  #take(run: BulkView): void {
    const known = this.runs.find(({ id }) => id === run.id);
    if (known !== undefined && known.revision > run.revision) return;
    this.runs =
      known === undefined ? [...this.runs, run] : this.runs.map((one) => (one.id === run.id ? run : one));
    remember(this.runs.map(({ id }) => id));
    if (run.state !== 'running') return this.#end(run.id);
    if (this.#watched.has(run.id)) return;
    const watcher = {
      apply: (changes: readonly Change[]) => {
        for (const change of changes) if (change.kind === 'bulk') this.#take(change.bulk);
      },
      refresh: () => void this.#look(run.id),
    };
    this.#watched.set(run.id, this.#connection.watch(`bulk:${run.id}`, watcher));
  }

  #end(id: string): void {
    this.#watched.get(id)?.();
    this.#watched.delete(id);
  }
}

export const [useBulkWork, provideBulkWork] = createContext<BulkWork>();

function remembered(): string[] {
  try {
    return (sessionStorage.getItem(KEY) ?? '').split(' ').filter((id) => id !== '');
  } catch {
    return [];
  }
}

function remember(ids: readonly string[]): void {
  try {
    sessionStorage.setItem(KEY, ids.join(' '));
  } catch {
    // Without storage it is forgotten with the page.
  }
}
