import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes of the files in a folder and, `deep`, of those below it; what goes away meanwhile counts nothing. */
export async function folderBytes(folder: string, { deep }: { deep: boolean }): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: deep }).catch(() => []);
  let bytes = 0;
  // One after the other: looking at thousands of files must not keep the disk from the downloads.
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const found = await stat(join(entry.parentPath, entry.name)).catch(() => undefined);
    bytes += found?.size ?? 0;
  }
  return bytes;
}
