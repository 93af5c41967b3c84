import { type Entry, getFileNameLowLevel, openPromise } from 'yauzl';
import { ERRORS, Refusal } from '#protocol/errors.ts';
import { entryPath, pathForPeople } from './entry-path.ts';

export const ARCHIVE_BOUNDS = {
  entries: 200_000,
  /** Bytes of all entries together, as the archive declares them: what an agent's disk must hold. */
  unpackedBytes: 64 * 1024 ** 3,
} as const;

/** Upper half of an entry's external attributes: the mode that `lstat` showed where the archive was made. */
const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
const DIRECTORY = 0o040000;
const SYMBOLIC_LINK = 0o120000;

/**
 * Reads the table of contents of an archive and refuses what an agent would refuse, before any agent has to.
 * @returns how many files it holds.
 * @throws Refusal `archiveInvalid`, `archiveUnsafe`
 */
export async function checkArchive(file: string): Promise<{ files: number }> {
  // Names are decoded here: the library reports an unsafe name and a damaged archive with the same kind of error.
  const archive = await openPromise(file, { autoClose: false, decodeStrings: false }).catch(refuse);
  try {
    if (archive.entryCount > ARCHIVE_BOUNDS.entries) {
      throw unsafe(`The archive holds ${archive.entryCount} entries; ${ARCHIVE_BOUNDS.entries} are allowed.`);
    }
    const total = { files: 0, bytes: 0 };
    const entries = archive.eachEntry();
    for (;;) {
      const next = await entries.next().catch(refuse);
      if (next.done === true) return { files: total.files };
      checkEntry(next.value, total, archive.fileSize);
    }
  } finally {
    archive.close();
  }
}

function checkEntry(entry: Entry, total: { files: number; bytes: number }, archiveBytes: number): void {
  const raw = nameOf(entry);
  const shown = `The entry "${pathForPeople(raw)}"`;
  const path = entryPath(raw);
  if (!path.ok) throw unsafe(`${shown} was refused: ${path.problem}.`);
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
  if (type === SYMBOLIC_LINK) throw unsafe(`${shown} is a symbolic link.`);
  if (type !== 0 && type !== REGULAR && type !== DIRECTORY) {
    throw unsafe(`${shown} is neither a file nor a folder.`);
  }
  if (entry.isEncrypted()) throw invalid(`${shown} is encrypted.`);
  if (!entry.canDecodeFileData()) throw invalid(`${shown} is compressed in a way that agents cannot read.`);
  if (entry.relativeOffsetOfLocalHeader + entry.compressedSize > archiveBytes) {
    throw invalid(`${shown} lies outside the archive.`);
  }
  total.bytes += entry.uncompressedSize;
  if (total.bytes > ARCHIVE_BOUNDS.unpackedBytes) {
    throw unsafe(
      `${shown} brings the archive over ${ARCHIVE_BOUNDS.unpackedBytes / 1024 ** 3} GiB unpacked.`,
    );
  }
  if (!raw.endsWith('/') && !raw.endsWith('\\')) total.files += 1;
}

/** Strict: the library leaves backslashes as they are, and `entryPath` judges them. */
function nameOf(entry: Entry): string {
  try {
    return getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
  } catch (error) {
    throw invalid(error);
  }
}

const unsafe = (detail: string) => new Refusal('archiveUnsafe', { detail });

function invalid(cause: unknown): Refusal {
  if (typeof cause === 'string') return new Refusal('archiveInvalid', { detail: pathForPeople(cause) });
  if (!(cause instanceof Error)) return new Refusal('archiveInvalid');
  // What the library says of a damaged file means little by itself.
  const detail = `${ERRORS.archiveInvalid[1]} ${pathForPeople(cause.message)}`;
  return new Refusal('archiveInvalid', { detail });
}

function refuse(cause: unknown): never {
  throw invalid(cause);
}
