import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startEmbeddedStore,
  type EmbeddedStore,
  type EmbeddedStoreOptions,
} from '../../../src/store/embedded/index.ts';

export interface TemporaryStore extends EmbeddedStore {
  readonly directory: string;
  remove(): Promise<void>;
}

/** A store in a folder that is deleted with it. */
export async function temporaryStore(options: Partial<EmbeddedStoreOptions> = {}): Promise<TemporaryStore> {
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'embedded-'));
  const store = await startEmbeddedStore({ database: 'test', ...options, directory });
  return {
    ...store,
    directory,
    async remove() {
      await store.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
