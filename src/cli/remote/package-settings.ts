import type { z } from 'zod';
import type { CreatePackage } from '#protocol/requests.ts';
import type { PackageSuggestion } from '#protocol/views/upload.ts';
import type { ApiClient } from './api-client.ts';
import { findPackage } from './find-packages.ts';
import { procedureOf, type PackageOptions } from './upload-options.ts';
import { wrongUsage } from './exit.ts';

type Fields = z.input<typeof CreatePackage>;

/** What of a package was said; what was not is left to others. JSON leaves out what is undefined. */
export type Settings = { [Name in keyof Fields]?: Fields[Name] | undefined };

/** @throws RemoteEnd for files that cannot be read and names that the hub does not know */
export async function settingsOf(client: ApiClient, options: PackageOptions): Promise<Settings> {
  const install = await procedureOf('install', { text: options.install, file: options.installFile });
  const uninstall = await procedureOf('uninstall', { text: options.uninstall, file: options.uninstallFile });
  const dependencies: string[] = [];
  for (const word of options.needs ?? []) dependencies.push((await findPackage(client, word)).id);
  return {
    version: options.version,
    notes: options.notes,
    installProcedure: install,
    uninstallProcedure: uninstall,
    installSuccessCodes: options.successCodes,
    uninstallSuccessCodes: options.uninstallSuccessCodes,
    installJoiner: options.joiner,
    uninstallJoiner: options.joiner,
    uninstallNeedsContent: options.uninstallNeedsContent,
    postAction: options.postAction,
    upgradeBehaviour: options.upgrade,
    timeLimitSeconds: options.timeLimit === undefined ? undefined : Math.ceil(options.timeLimit / 1000),
    compatibleSystems: options.system,
    dependencies: options.needs === undefined ? undefined : dependencies,
    softwareMatch: softwareOf(options),
  };
}

function softwareOf({ softwareName, softwareVersion }: PackageOptions): Settings['softwareMatch'] {
  if (softwareName === undefined) {
    if (softwareVersion !== undefined) throw wrongUsage('--software-version needs --software-name.');
    return undefined;
  }
  return {
    namePattern: softwareName,
    ...(softwareVersion === undefined ? {} : { versionPattern: softwareVersion }),
  };
}

/**
 * Takes over from a suggestion what was not said (K5).
 * @returns with the names of what it has filled, for people
 */
export function withSuggestion(
  given: Settings,
  it: PackageSuggestion | undefined,
): { settings: Settings; filled: string[] } {
  if (it === undefined) return { settings: given, filled: [] };
  const installs = given.installProcedure === undefined && it.installProcedure !== undefined;
  const uninstalls = given.uninstallProcedure === undefined && it.uninstallProcedure !== undefined;
  const found = given.softwareMatch ?? softwareSuggested(given, it);
  const settings = {
    ...given,
    familyName: given.familyName ?? it.familyName,
    version: given.version ?? it.version,
    notes: given.notes ?? it.notes,
    compatibleSystems: given.compatibleSystems ?? it.compatibleSystems,
    softwareMatch: found,
    ...(installs
      ? {
          installProcedure: it.installProcedure,
          installSuccessCodes: given.installSuccessCodes ?? it.successCodes,
        }
      : {}),
    ...(uninstalls
      ? {
          uninstallProcedure: it.uninstallProcedure,
          uninstallSuccessCodes: given.uninstallSuccessCodes ?? it.successCodes,
          uninstallNeedsContent: given.uninstallNeedsContent ?? it.uninstallNeedsContent,
        }
      : {}),
  };
  const filled = [
    [given.familyName === undefined && it.familyName !== undefined, 'the name'],
    [given.version === undefined && it.version !== undefined, 'the version'],
    [given.notes === undefined && it.notes !== undefined, 'the notes'],
    [installs, 'how it is installed'],
    [uninstalls, 'how it is uninstalled'],
    [given.compatibleSystems === undefined && it.compatibleSystems.length > 0, 'the system'],
    [given.softwareMatch === undefined && found !== undefined, 'how it is listed'],
  ] as const;
  return { settings, filled: filled.flatMap(([isFilled, words]) => (isFilled ? [words] : [])) };
}

/** The system lists it in the version that the file says, whatever version the package is given. */
function softwareSuggested(given: Settings, it: PackageSuggestion): Settings['softwareMatch'] {
  if (it.softwareMatch === undefined) return undefined;
  const isOther = given.version !== undefined && it.version !== undefined && given.version !== it.version;
  return isOther ? { ...it.softwareMatch, versionPattern: it.version } : it.softwareMatch;
}
