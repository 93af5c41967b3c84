import { LIMITS } from '#protocol/limits.ts';
import type { PackageFile } from './package-file.ts';
import { text } from '../messages/text.ts';

/** Files of one package; beyond it a folder should be zipped first. */
export const FILES_AT_ONCE = LIMITS.uploadFiles;

export const tooManyFiles = () => text('packages.tooManyFiles', { count: FILES_AT_ONCE });

/** Files chosen with a file input; those of a folder carry their path. */
export const filesOfInput = (files: FileList): PackageFile[] =>
  [...files].map((file) => ({
    path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath,
    file,
  }));

/** Files and folders that were dropped, folders with everything in them. */
export async function filesOfDrop(items: DataTransferItemList): Promise<PackageFile[]> {
  // The list is emptied as soon as the event is over: take the entries out before anything is awaited.
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const files: PackageFile[] = [];
  for (const entry of entries) await collect(entry, '', files);
  return files;
}

async function collect(entry: FileSystemEntry, folder: string, files: PackageFile[]): Promise<void> {
  if (files.length >= FILES_AT_ONCE) throw new Error(tooManyFiles());
  const path = folder + entry.name;
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    files.push({ path, file });
  } else if (isFolder(entry)) {
    for (const child of await childrenOf(entry)) await collect(child, `${path}/`, files);
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    // A reader gives its entries in portions, and an empty one at the end.
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (portion.length === 0) return children;
    children.push(...portion);
  }
}
