import { open, readFile, rename, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Uploader } from '#domain/uploads.ts';
import { AnnouncedFile } from '#protocol/requests.ts';
import { ContentView } from '#protocol/views/package.ts';
import { syncFolder } from './incoming-file.ts';

/** What an upload is, beside its bytes. When it was last changed is when its last byte came. */
const MANIFEST = 'manifest.json';
/** Beside it once the upload has become content. */
const FINISHED = 'finished.json';

const Manifest = z.object({
  by: z.object({ kind: z.enum(['user', 'apiToken', 'agent', 'system']), id: z.string() }),
  files: z.array(AnnouncedFile),
});

export interface Manifest {
  by: Uploader;
  files: readonly AnnouncedFile[];
}

/** What lies in the folder of an upload; undefined when it is none, or its beginning was interrupted. */
export async function readManifest(
  folder: string,
): Promise<(Manifest & { lastByteAt: Date; finished: ContentView | undefined }) | undefined> {
  const path = join(folder, MANIFEST);
  const manifest = Manifest.safeParse(await readJson(path));
  if (!manifest.success) return undefined;
  const finished = ContentView.safeParse(await readJson(join(folder, FINISHED)));
  return { ...manifest.data, lastByteAt: (await stat(path)).mtime, finished: finished.data };
}

export async function writeManifest(folder: string, { by, files }: Manifest): Promise<void> {
  await writeJson(folder, MANIFEST, { by: { kind: by.kind, id: by.id }, files });
}

export async function writeFinished(folder: string, content: ContentView): Promise<void> {
  await writeJson(folder, FINISHED, content);
}

export const stampManifest = (folder: string, at: Date): Promise<void> =>
  utimes(join(folder, MANIFEST), at, at);

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Whole or not at all, whatever happens meanwhile. */
async function writeJson(folder: string, name: string, value: unknown): Promise<void> {
  const path = join(folder, name);
  const handle = await open(`${path}.new`, 'w', 0o600);
  try {
    await handle.writeFile(JSON.stringify(value));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${path}.new`, path);
  await syncFolder(folder);
}
