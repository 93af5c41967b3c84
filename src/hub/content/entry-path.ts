import { Refusal } from '#protocol/errors.ts';
import { LIMITS } from '#protocol/limits.ts';

export type EntryPath = { ok: true; path: string } | { ok: false; problem: string };

/**
 * Brings a path inside a package to its one form: forward slashes, relative, without empty or `.` parts. Windows
 * tools write backslashes into archives, so these separate too, and hide nothing: `..\x` is judged as `../x`.
 * @returns why not, when the path would leave the folder it is unpacked to.
 */
export function entryPath(raw: string): EntryPath {
  if (raw.length > LIMITS.uploadPathLength) return { ok: false, problem: 'its path is too long' };
  if (/\p{Cc}/u.test(raw)) return { ok: false, problem: 'its path holds control characters' };
  const slashed = raw.replaceAll('\\', '/');
  if (slashed.startsWith('/') || /^[A-Za-z]:/.test(slashed)) {
    return { ok: false, problem: 'its path is absolute' };
  }
  const parts = slashed.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return { ok: false, problem: 'its path leaves the folder' };
  return { ok: true, path: parts.join('/') };
}

/** A path for a message: short, on one line, whatever its sender put in. */
export function pathForPeople(raw: string): string {
  const oneLine = raw.replaceAll(/\p{Cc}/gu, '�');
  return oneLine.length > 120 ? `${oneLine.slice(0, 120)}…` : oneLine;
}

/**
 * The path of one more file of an upload, put among those that are taken.
 * @throws Refusal `invalidInput` (it cannot be unpacked, or is there twice), `tooLarge`
 */
export function takenPath(name: string, taken: Set<string>): string {
  const path = entryPath(name);
  const shown = `The file "${pathForPeople(name)}"`;
  if (!path.ok) throw new Refusal('invalidInput', { detail: `${shown} was refused: ${path.problem}.` });
  if (path.path === '') throw new Refusal('invalidInput', { detail: 'A file of this upload has no name.' });
  if (taken.has(path.path)) throw new Refusal('invalidInput', { detail: `${shown} is there twice.` });
  // Packing slows with the square of it.
  if (taken.size === LIMITS.uploadFiles) {
    throw new Refusal('tooLarge', {
      detail: `Pack more than ${LIMITS.uploadFiles} files into a .zip archive first.`,
    });
  }
  taken.add(path.path);
  return path.path;
}
