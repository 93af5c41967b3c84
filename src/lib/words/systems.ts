import type { Architecture, CompatibleSystem, OperatingSystemFamily } from '#protocol/package.ts';
import { text } from '../messages/text.ts';

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
  const name = namePattern ?? (family === undefined ? text('packages.anySystem') : FAMILIES[family]);
  const versions =
    minVersion !== undefined && maxVersion !== undefined
      ? ` ${text('packages.versionsBetween', { from: minVersion, to: maxVersion })}`
      : minVersion !== undefined
        ? ` ${text('packages.versionsFrom', { from: minVersion })}`
        : maxVersion !== undefined
          ? ` ${text('packages.versionsUpTo', { to: maxVersion })}`
          : '';
  const built = architectures.map((one) => ARCHITECTURES[one]).join(text('packages.or'));
  return `${name}${versions}${built === '' ? '' : ` ${text('packages.builtFor', { architectures: built })}`}`;
}
