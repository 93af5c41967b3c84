import type { Architecture, OperatingSystemFamily } from '#protocol/package.ts';
import type { PackageSuggestion } from '#protocol/views/upload.ts';
import { nameParts } from './installer-name.ts';
import { posixFile, windowsFile } from './shell-words.ts';

/** What is known of content that is a single file. */
export interface OnlyFile {
  /** Where it lies, with `/` between folders. */
  path: string;
  /** Of a .deb whose control file could be read. */
  debian?: { package: string; version: string; architecture: string; synopsis: string };
}

const DEBIAN_ARCHITECTURES: Record<string, Architecture> = {
  amd64: 'x64',
  arm64: 'arm64',
  i386: 'ia32',
  armhf: 'arm',
  armel: 'arm',
};
/** 1641 and 3010: done, and Windows wants to be restarted. Source: Windows Installer's error codes. */
const WINDOWS_INSTALLER_SUCCESSES = [0, 1641, 3010];

/** K5: what the only file of a package says of it; undefined when it says nothing. */
export function suggestPackage(file: OnlyFile): PackageSuggestion | undefined {
  switch (/\.(deb|msi|rpm|pkg)$/i.exec(file.path)?.[1]?.toLowerCase()) {
    case 'deb':
      return file.debian === undefined ? undefined : ofDebian(file.path, file.debian);
    case 'msi':
      return ofWindowsInstaller(file.path);
    case 'rpm':
      return ofRpm(file.path);
    case 'pkg':
      return ofMacPackage(file.path);
    default:
      return undefined;
  }
}

/** `dpkg` alone: it asks no network. Questions of the package and about its settings are answered in advance. */
function ofDebian(path: string, control: NonNullable<OnlyFile['debian']>): PackageSuggestion {
  const quiet = 'DEBIAN_FRONTEND=noninteractive dpkg';
  return {
    from: lastPart(path),
    familyName: control.package,
    version: control.version,
    ...(control.synopsis === '' ? {} : { notes: control.synopsis }),
    installProcedure: `${quiet} --force-confdef --force-confold --install ${posixFile(path)}`,
    uninstallProcedure: `${quiet} --remove ${control.package}`,
    uninstallNeedsContent: false,
    compatibleSystems: fitting('linux', DEBIAN_ARCHITECTURES[control.architecture]),
    softwareMatch: { namePattern: control.package },
  };
}

function ofWindowsInstaller(path: string): PackageSuggestion {
  const { name, version, architecture } = nameParts(lastPart(path));
  const file = windowsFile(path);
  const procedures =
    file === undefined
      ? {}
      : {
          installProcedure: `msiexec /i ${file} /qn /norestart`,
          uninstallProcedure: `msiexec /x ${file} /qn /norestart`,
          successCodes: WINDOWS_INSTALLER_SUCCESSES,
        };
  return {
    from: lastPart(path),
    familyName: name,
    ...(version === undefined ? {} : { version }),
    ...procedures,
    uninstallNeedsContent: file !== undefined,
    // What is made for 32 bits runs on every Windows.
    compatibleSystems: fitting('windows', architecture === 'ia32' ? undefined : architecture),
  };
}

/** Source: the naming of RPM, `NAME-VERSION-RELEASE.ARCHITECTURE.rpm`. */
function ofRpm(path: string): PackageSuggestion {
  const file = lastPart(path);
  const parts = /^([A-Za-z0-9][A-Za-z0-9._+-]*)-([^-]+-[^-]+)\.[^.-]+\.rpm$/i.exec(file);
  const { name, version, architecture } = nameParts(file);
  const stated = parts?.[2] ?? version;
  return {
    from: file,
    familyName: parts?.[1] ?? name,
    ...(stated === undefined ? {} : { version: stated }),
    installProcedure: `rpm --upgrade --verbose ${posixFile(path)}`,
    ...(parts?.[1] === undefined ? {} : { uninstallProcedure: `rpm --erase ${parts[1]}` }),
    uninstallNeedsContent: false,
    compatibleSystems: fitting('linux', architecture),
    // rpm lists it as its file is named: `NAME` in `VERSION-RELEASE`.
    ...(parts?.[1] === undefined ? {} : { softwareMatch: { namePattern: parts[1] } }),
  };
}

/** There is no way to uninstall that holds for every .pkg. */
function ofMacPackage(path: string): PackageSuggestion {
  const { name, version, architecture } = nameParts(lastPart(path));
  return {
    from: lastPart(path),
    familyName: name,
    ...(version === undefined ? {} : { version }),
    installProcedure: `installer -pkg ${posixFile(path)} -target /`,
    uninstallNeedsContent: false,
    compatibleSystems: fitting('macos', architecture),
  };
}

const fitting = (family: OperatingSystemFamily, architecture: Architecture | undefined) => [
  { family, architectures: architecture === undefined ? [] : [architecture] },
];

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
