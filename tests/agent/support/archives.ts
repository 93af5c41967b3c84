import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** An entry of a test archive. `mode`: the unix mode with its type bits. */
export interface Entry {
  name: string;
  text?: string | Buffer;
  mode?: number;
}

/** @returns a `.zip` of these entries. Names may be as hostile as they like: see `rename`. */
export function archiveOf(entries: Entry[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { name, text = '', mode = 0o100644 } of entries) {
    if (name.endsWith('/')) zip.addEmptyDirectory(name);
    else zip.addBuffer(Buffer.from(text), name, { mode });
  }
  zip.end();
  return buffer(zip.outputStream);
}

/** Writes another name of the same length over one in the archive: the writer itself refuses unsafe ones. */
export function rename(archive: Buffer, from: string, to: string): Buffer {
  if (Buffer.byteLength(from) !== Buffer.byteLength(to)) throw new Error('names must be equally long');
  const changed = Buffer.from(archive);
  for (let at = changed.indexOf(from); at >= 0; at = changed.indexOf(from, at + 1)) changed.write(to, at);
  return changed;
}
