import { addAbortSignal, PassThrough, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { takenPath } from './entry-path.ts';
import type { IncomingFile } from './incoming-file.ts';

/** Local fields, because the format keeps local time: so every hub in every zone writes the same bytes. */
const WRITTEN_AT = new Date(1980, 0, 1, 12, 0, 0);

/** A browser sends no modes. Executable for all, so that a procedure may call `./install.sh`. */
const MODE = 0o100755;

/** What gains nothing from a second compression and would only keep the hub busy. */
const COMPRESSED_ALREADY =
  /\.(zip|gz|tgz|xz|bz2|zst|7z|rar|msi|msix|msixbundle|exe|cab|deb|rpm|jar|dmg|pkg)$/i;

export interface FileToPack {
  name: string;
  bytes: AsyncIterable<Uint8Array>;
}

/**
 * Writes the files, one after the other as they come, into an archive. Equal files in equal order give equal bytes.
 * `stop` is called when writing failed and nothing more needs to be read.
 * @returns the paths in the archive.
 * @throws Refusal `invalidInput` (a name that cannot be unpacked, or twice the same), `tooLarge`, and what the
 * files throw while they are read.
 */
export async function pack(task: {
  files: AsyncIterable<FileToPack>;
  into: IncomingFile;
  stop: (reason: unknown) => void;
}): Promise<string[]> {
  const archive = new ZipFile();
  const output = archive.outputStream.pipe(new PassThrough());
  const paths = new Set<string>();
  const failures: unknown[] = [];
  const written = new AbortController();

  const feed = async () => {
    for await (const file of task.files) {
      const path = takenPath(file.name, paths);
      const content = Readable.from(file.bytes, { objectMode: false });
      archive.addReadStream(content, path, {
        mtime: WRITTEN_AT,
        forceDosTimestamp: true,
        mode: MODE,
        compress: !COMPRESSED_ALREADY.test(path),
      });
      // When writing has failed nobody reads the archive any more, and a file waiting for room would wait for ever.
      await finished(addAbortSignal(written.signal, content));
    }
    archive.end();
  };
  const drain = async () => {
    for await (const chunk of output as AsyncIterable<Buffer>) await task.into.write(chunk);
  };

  // Both must have ended before the caller may remove the file; the first failure is the cause of the other.
  await Promise.all([
    feed().catch((error: unknown) => {
      failures.push(error);
      output.destroy();
    }),
    drain().catch((error: unknown) => {
      failures.push(error);
      task.stop(error);
      written.abort();
    }),
  ]);
  if (failures.length > 0) throw failures[0];
  return [...paths];
}
