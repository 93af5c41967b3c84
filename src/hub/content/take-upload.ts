import { createReadStream } from 'node:fs';
import type { UploadedFile } from '#hub/hub.ts';
import { Refusal } from '#protocol/errors.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ContentView } from '#protocol/views/package.ts';
import { checkArchive } from './check-archive.ts';
import { IncomingFile, lastPart, topFolder } from './incoming-file.ts';
import { type FileToPack, pack } from './pack.ts';
import type { Upload } from './upload.ts';

/** Reads a whole upload into the content folder. Whatever happens, nothing is left in `incoming`. */
export async function takeUpload(task: {
  upload: Upload;
  incoming: string;
  folder: string;
}): Promise<ContentView> {
  await using kept = new AsyncDisposableStack();
  const create = async () => {
    const file = await IncomingFile.create(task.incoming);
    kept.defer(() => file.discard());
    return file;
  };
  const { upload } = task;
  kept.defer(() => upload.release());

  const first = await upload.nextFile();
  if (first === undefined) {
    throw new Refusal('invalidInput', { detail: 'An upload needs one file at least.' });
  }
  if (!/\.zip$/i.test(first.name)) {
    return await packed({
      upload,
      create,
      folder: task.folder,
      files: followedBy(readingOf(upload, first), upload),
    });
  }

  // A .zip alone is the content; among others it is one of the files. Which of both shows only when it is read.
  const archive = await create();
  for await (const chunk of upload.read(first)) await archive.write(chunk);
  const second = await upload.nextFile();
  if (second !== undefined) {
    const saved = { name: first.name, bytes: readBack(archive.path) };
    const files = followedBy(saved, upload, readingOf(upload, second));
    return await packed({ upload, create, folder: task.folder, files });
  }
  const { files } = await checkArchive(archive.path);
  return { ...(await archive.publish(task.folder)), fileName: shortName(lastPart(first.name)), files };
}

async function packed(task: {
  upload: Upload;
  create: () => Promise<IncomingFile>;
  folder: string;
  files: AsyncIterable<FileToPack>;
}): Promise<ContentView> {
  const into = await task.create();
  const paths = await pack({ files: task.files, into, stop: (reason) => task.upload.stop(reason) });
  return {
    ...(await into.publish(task.folder)),
    fileName: shortName(`${nameOfPacked(paths)}.zip`),
    files: paths.length,
  };
}

/** One file gives its name, one folder gives its own; anything else has none that fits. */
function nameOfPacked(paths: string[]): string {
  const [first] = paths;
  if (first === undefined) return 'files';
  if (paths.length === 1) return lastPart(first);
  const folder = topFolder(first);
  return folder !== undefined && paths.every((path) => topFolder(path) === folder) ? folder : 'files';
}

/** Names are cut at the front: the ending says more. */
const shortName = (name: string) => name.replaceAll(/\p{Cc}/gu, '_').slice(-LIMITS.nameLength);

/** Opens the file only when it is read: one that never is would stay open. */
async function* readBack(path: string): AsyncGenerator<Buffer> {
  yield* createReadStream(path) as AsyncIterable<Buffer>;
}

const readingOf = (upload: Upload, file: UploadedFile): FileToPack => ({
  name: file.name,
  bytes: upload.read(file),
});

/** The files in hand, then the rest of the upload. */
async function* followedBy(
  first: FileToPack,
  upload: Upload,
  second?: FileToPack,
): AsyncGenerator<FileToPack> {
  yield first;
  if (second !== undefined) yield second;
  for (let file = await upload.nextFile(); file !== undefined; file = await upload.nextFile()) {
    yield readingOf(upload, file);
  }
}
