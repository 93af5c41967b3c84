import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as yauzl from 'yauzl';
import { systemCode } from '../faults.ts';
import { sizeOf } from './cache.ts';
import { asStepFailure, StepFailure } from './failure.ts';

export interface UnpackLimits {
  entries: number;
  /** Bytes of all files together. */
  bytes: number;
  /** How many times larger than the archive all files together may be … */
  ratio: number;
  /** … once they are larger than this. */
  ratioFromBytes: number;
}

const LIMITS: UnpackLimits = {
  entries: 200_000,
  bytes: 64 * 1024 ** 3,
  ratio: 200,
  ratioFromBytes: 1024 ** 3,
};

/**
 * Unpacks a `.zip` into an empty folder. Nothing is written outside of it; links and other special files are
 * refused; sizes are counted while writing, whatever the archive says of them.
 * @throws StepFailure `archiveUnsafe`, `archiveInvalid`, `diskFull`
 */
export async function unpack(request: {
  archive: string;
  folder: string;
  signal: AbortSignal;
  limits?: UnpackLimits;
}): Promise<void> {
  const { archive, folder, signal, limits = LIMITS } = request;
  try {
    const archiveBytes = (await sizeOf(archive)) ?? 0;
    const most = Math.min(limits.bytes, Math.max(limits.ratioFromBytes, archiveBytes * limits.ratio));
    // Names are decoded by `nameOf`, so that an unsafe name is told from an archive that cannot be read.
    const zip = await yauzl.openPromise(archive, { decodeStrings: false, autoClose: false });
    try {
      await unpackEntries(zip, { folder, signal, entries: limits.entries, budget: { left: most } });
    } finally {
      zip.close();
    }
  } catch (fault) {
    signal.throwIfAborted();
    throw asStepFailure(fault, 'archiveInvalid');
  }
}

interface Unpacking {
  folder: string;
  signal: AbortSignal;
  entries: number;
  /** Bytes that may still be written. */
  budget: { left: number };
}

async function unpackEntries(zip: yauzl.ZipFile, unpacking: Unpacking): Promise<void> {
  if (zip.entryCount > unpacking.entries) throw unsafe(`It holds ${zip.entryCount} entries.`);
  for await (const entry of zip.eachEntry()) {
    unpacking.signal.throwIfAborted();
    const name = nameOf(entry);
    const segments = safeSegments(name);
    if (segments === undefined) throw unsafe(`The entry ${JSON.stringify(name)} would leave the folder.`);
    const type = typeOf(entry);
    if (type === 'special') throw unsafe(`The entry ${JSON.stringify(name)} is a link or a special file.`);
    const path = join(unpacking.folder, ...segments);
    if (type === 'folder' || name.endsWith('/')) await mkdir(path, { recursive: true });
    else await unpackFile(zip, { ...unpacking, entry, path });
  }
}

async function unpackFile(
  zip: yauzl.ZipFile,
  { entry, path, budget, signal }: Unpacking & { entry: yauzl.Entry; path: string },
): Promise<void> {
  if (entry.uncompressedSize > budget.left) throw unsafe('It holds too much data.');
  await mkdir(dirname(path), { recursive: true });
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      budget.left -= chunk.length;
      if (budget.left < 0) done(unsafe('It holds too much data.'));
      else done(undefined, chunk);
    },
  });
  const content = await zip.openReadStreamPromise(entry);
  try {
    // wx: a name that comes twice must not replace what the first one wrote.
    await pipeline(content, counter, createWriteStream(path, { flags: 'wx', mode: modeOf(entry) }), {
      signal,
    });
  } catch (fault) {
    throw systemCode(fault) === 'EEXIST' ? unsafe('It holds the same name twice.') : fault;
  }
}

const unsafe = (detail: string) => new StepFailure('archiveUnsafe', detail);

const nameOf = (entry: yauzl.Entry) =>
  yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);

/** @returns the parts of a name that stays inside its folder, undefined for any other. */
export function safeSegments(name: string): string[] | undefined {
  if (name === '' || name.startsWith('/') || /^[a-z]:/i.test(name) || /[\\\0]/.test(name)) return undefined;
  const segments = name.split('/').filter((segment) => segment !== '' && segment !== '.');
  return segments.includes('..') ? undefined : segments;
}

/** The type bits of the unix mode, which archives of other systems leave empty. */
function typeOf(entry: yauzl.Entry): 'file' | 'folder' | 'special' {
  switch ((entry.externalFileAttributes >>> 16) & 0o170000) {
    case 0:
    case 0o100000:
      return 'file';
    case 0o040000:
      return 'folder';
    default:
      return 'special';
  }
}

/** Executable stays executable; no entry can take the agent's own right to read and remove it away. */
function modeOf(entry: yauzl.Entry): number {
  const mode = (entry.externalFileAttributes >>> 16) & 0o755;
  return mode === 0 ? 0o644 : mode | 0o600;
}
