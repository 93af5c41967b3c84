import type { Architecture } from '#protocol/package.ts';
import { LIMITS } from '#protocol/limits.ts';

const ARCHITECTURES: readonly (readonly [RegExp, Architecture])[] = [
  [/^(x64|x86[_-]?64|amd64|win64|64-?bit)$/i, 'x64'],
  [/^(arm64|aarch64)$/i, 'arm64'],
  [/^(x86|i[3-6]86|ia32|win32|32-?bit)$/i, 'ia32'],
];
const VERSION = /^v?(\d+(?:\.\d+)+[A-Za-z0-9.+~]*|\d{1,9})$/;

/** What makers of installers write into the names of their files: `Editor-2.1.3-x64.msi`. */
export interface InstallerName {
  /** Never empty. */
  name: string;
  version?: string;
  architecture?: Architecture;
}

/** K5: the name up to the version, the version, the architecture; whatever cannot be told is left out. */
export function nameParts(fileName: string): InstallerName {
  const bare = fileName.replace(/\.[^.]*$/, '');
  // x86_64 would come apart at its underscore, and a version ends where `.x86_64` begins.
  const words = bare
    .replaceAll(/[ ._-](x86[_-]64)(?![A-Za-z0-9])/gi, '-x64')
    .replaceAll(/\.(noarch|aarch64|i[3-6]86)$/gi, '-$1')
    .split(/[ _-]+/)
    .filter((word) => word !== '');
  const at = words.findIndex((word, place) => place > 0 && VERSION.test(word));
  const architectureOf = (word: string) => ARCHITECTURES.find(([pattern]) => pattern.test(word))?.[1];
  const first = words.findIndex((word, place) => place > 0 && architectureOf(word) !== undefined);
  const ends = [at, first].filter((place) => place > 0);
  const name = words.slice(0, ends.length === 0 ? words.length : Math.min(...ends)).join(' ');
  const version = at < 0 ? undefined : VERSION.exec(words[at] ?? '')?.[1];
  const architecture = words
    .slice(1)
    .map(architectureOf)
    .find((found) => found !== undefined);
  return {
    name: (name || bare || fileName).slice(0, LIMITS.nameLength),
    ...(version === undefined || version.length > LIMITS.versionLength ? {} : { version }),
    ...(architecture === undefined ? {} : { architecture }),
  };
}
