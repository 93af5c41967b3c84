/** Characters that no shell reads as anything but themselves. */
const PLAIN = /^[A-Za-z0-9_./+:@%,=~-]+$/;

/** A file beside the procedure as one word for a POSIX shell: never an option, never more than a name. */
export function posixFile(path: string): string {
  const word = `./${path}`;
  return PLAIN.test(word) && !word.includes('~') ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * A file beside the procedure as one word for the command interpreter of Windows, which reads `%` and `!` between
 * quotation marks too.
 * @returns undefined when there is no safe way to write it
 */
export function windowsFile(path: string): string | undefined {
  return /["%!^]/.test(path) ? undefined : `"${path.replaceAll('/', '\\')}"`;
}
