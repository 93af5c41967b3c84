import type { Architecture, CompatibleSystem, OperatingSystemFamily } from '#protocol/package.ts';

const FAMILIES: Record<OperatingSystemFamily, string> = {
  linux: 'Linux',
  windows: 'Windows',
  macos: 'macOS',
};
const ARCHITECTURES: Record<Architecture, string> = {
  x64: 'x64',
  arm64: 'ARM 64-bit',
  ia32: 'x86 32-bit',
  arm: 'ARM 32-bit',
};

/** One system that a package is made for: `Linux on x64`. */
export function systemWords({
  family,
  namePattern,
  minVersion,
  maxVersion,
  architectures,
}: CompatibleSystem): string {
  const name = namePattern ?? (family === undefined ? 'any system' : FAMILIES[family]);
  const versions =
    minVersion !== undefined && maxVersion !== undefined
      ? ` ${minVersion} to ${maxVersion}`
      : minVersion !== undefined
        ? ` from ${minVersion}`
        : maxVersion !== undefined
          ? ` up to ${maxVersion}`
          : '';
  const built = architectures.map((one) => ARCHITECTURES[one]).join(' or ');
  return `${name}${versions}${built === '' ? '' : ` on ${built}`}`;
}
