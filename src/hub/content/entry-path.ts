/** Characters of one path inside an archive: what every file system that agents run on can still create. */
const LONGEST_PATH = 1_000;

export type EntryPath = { ok: true; path: string } | { ok: false; problem: string };

/**
 * Brings a path inside a package to its one form: forward slashes, relative, without empty or `.` parts. Windows
 * tools write backslashes into archives, so these separate too, and hide nothing: `..\x` is judged as `../x`.
 * @returns why not, when the path would leave the folder it is unpacked to.
 */
export function entryPath(raw: string): EntryPath {
  if (raw.length > LONGEST_PATH) return { ok: false, problem: 'its path is too long' };
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
