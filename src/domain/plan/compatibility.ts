import type { Hardware } from '#protocol/inventory.ts';
import type { Architecture, CompatibleSystem, OperatingSystemFamily } from '#protocol/package.ts';

/** What a computer's inventory says of its system. */
export type SystemFacts = Pick<Hardware['operatingSystem'], 'family' | 'name' | 'version' | 'architecture'>;

/**
 * P6: why a package fits this computer by none of the systems it is made for, in words; undefined when it fits.
 * A computer whose system is not known yet fits only what is made for every system.
 */
export function misfit(
  systems: readonly CompatibleSystem[],
  facts: SystemFacts | undefined,
): string | undefined {
  if (systems.length === 0) return undefined;
  const madeFor = `It is made for ${systems.map(systemWords).join(', or ')}`;
  if (facts === undefined) return `${madeFor}; the system of this computer is not known yet.`;
  if (systems.some((system) => fits(system, facts))) return undefined;
  const runs = `${facts.name} ${facts.version}`.trim() || FAMILY_WORDS[facts.family];
  return `${madeFor}; this computer runs ${runs} (${facts.architecture}).`;
}

function fits(system: CompatibleSystem, facts: SystemFacts): boolean {
  const { family, namePattern, minVersion, maxVersion, architectures } = system;
  if (family !== undefined && family !== facts.family) return false;
  if (namePattern !== undefined && !matchesPattern(facts.name, namePattern)) return false;
  if (architectures.length > 0) {
    const architecture = architectureOf(facts.architecture);
    if (architecture === undefined || !architectures.includes(architecture)) return false;
  }
  return withinVersions(facts.version, { minVersion, maxVersion });
}

/** `*` stands for any characters, `?` for one; the whole name, any case. Time grows with the product of both lengths. */
export function matchesPattern(name: string, pattern: string): boolean {
  const text = name.toLowerCase();
  const wanted = pattern.toLowerCase();
  let at = 0;
  let place = 0;
  let star: { place: number; at: number } | undefined;
  while (at < text.length) {
    if (wanted[place] === '*') {
      star = { place, at };
      place += 1;
    } else if (place < wanted.length && (wanted[place] === '?' || wanted[place] === text[at])) {
      place += 1;
      at += 1;
    } else if (star !== undefined) {
      // The star takes one character more.
      star = { place: star.place, at: star.at + 1 };
      place = star.place + 1;
      at = star.at;
    } else return false;
  }
  return /^\**$/.test(wanted.slice(place));
}

/** Both bounds inclusive; the upper one as far as it is named: `22.04` includes 22.04.3. A text without a number is in no range. */
function withinVersions(
  version: string,
  bounds: { minVersion: string | undefined; maxVersion: string | undefined },
): boolean {
  const { minVersion, maxVersion } = bounds;
  if (minVersion === undefined && maxVersion === undefined) return true;
  const numbers = /\d+(?:\.\d+)*/.exec(version)?.[0];
  if (numbers === undefined) return false;
  if (minVersion !== undefined && compareVersions(numbers, minVersion) < 0) return false;
  if (maxVersion === undefined) return true;
  const named = maxVersion.split('.').length;
  return compareVersions(numbers.split('.').slice(0, named).join('.'), maxVersion) <= 0;
}

/** Part by part as numbers; a part that is missing counts as 0. */
export function compareVersions(one: string, other: string): number {
  const [ones, others] = [one.split('.').map(Number), other.split('.').map(Number)];
  for (let part = 0; part < Math.max(ones.length, others.length); part += 1) {
    const difference = (ones[part] ?? 0) - (others[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The names that systems have for one architecture. */
export function architectureOf(word: string): Architecture | undefined {
  switch (word.toLowerCase()) {
    case 'x64':
    case 'x86_64':
    case 'amd64':
      return 'x64';
    case 'arm64':
    case 'aarch64':
      return 'arm64';
    case 'ia32':
    case 'x86':
    case 'i386':
    case 'i686':
      return 'ia32';
    case 'arm':
    case 'armv6l':
    case 'armv7l':
      return 'arm';
    default:
      return undefined;
  }
}

const FAMILY_WORDS: Record<OperatingSystemFamily, string> = {
  linux: 'Linux',
  windows: 'Windows',
  macos: 'macOS',
};

function systemWords(system: CompatibleSystem): string {
  const { family, namePattern, minVersion, maxVersion, architectures } = system;
  const name = namePattern ?? (family === undefined ? 'any system' : FAMILY_WORDS[family]);
  const versions =
    minVersion !== undefined && maxVersion !== undefined
      ? ` ${minVersion} to ${maxVersion}`
      : minVersion !== undefined
        ? ` from ${minVersion}`
        : maxVersion !== undefined
          ? ` up to ${maxVersion}`
          : '';
  return `${name}${versions}${architectures.length === 0 ? '' : ` on ${architectures.join(' or ')}`}`;
}
