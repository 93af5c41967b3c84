import { readFile, stat } from 'node:fs/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { LIMITS } from '#protocol/limits.ts';
import { CompatibleSystem, PostAction, ProcedureJoiner, UpgradeBehaviour } from '#protocol/package.ts';
import type { HubOptions } from './connection.ts';
import { duration } from './duration.ts';
import { wrongUsage } from './exit.ts';

/** What may be said of a package that is made, and of one that is there. */
export interface PackageOptions extends HubOptions {
  version?: string;
  notes?: string;
  install?: string;
  installFile?: string;
  uninstall?: string;
  uninstallFile?: string;
  successCodes?: number[];
  uninstallSuccessCodes?: number[];
  uninstallNeedsContent?: true;
  postAction?: PostAction;
  upgrade?: UpgradeBehaviour;
  timeLimit?: number;
  needs?: string[];
  system?: CompatibleSystem[];
  joiner?: ProcedureJoiner;
  softwareName?: string;
  softwareVersion?: string;
  json?: true;
}

export interface UploadOptions extends PackageOptions {
  family?: string;
}

export function withUploadOptions(command: Command): Command {
  const withFamily = command.option(
    '--family <name>',
    'the software; a family that does not exist yet is made. A single .deb, .msi, .rpm or .pkg suggests it, and more',
  );
  return withPackageOptions(withFamily);
}

export function withPackageOptions(command: Command): Command {
  return command
    .option('--version <version>', 'of the package')
    .option('--notes <text>')
    .option('--install <procedure>', 'the lines that install it')
    .option('--install-file <file>', 'the same from a file')
    .option('--uninstall <procedure>', 'the lines that uninstall it')
    .option('--uninstall-file <file>', 'the same from a file')
    .addOption(
      new Option(
        '--joiner <rule>',
        'how lines become one procedure: script (as they are), all (each must succeed), any (every line runs)',
      ).choices(ProcedureJoiner.options),
    )
    .option(
      '--success-codes <codes>',
      'exit codes that count as success, like 0,3010; "all" for every one',
      codes,
    )
    .option('--uninstall-success-codes <codes>', 'the same of the uninstallation', codes)
    .option('--uninstall-needs-content', 'the files are needed to uninstall it, too')
    .addOption(new Option('--post-action <action>', 'after a success').choices(PostAction.options))
    .addOption(
      new Option('--upgrade <behaviour>', 'what becomes of other versions').choices(UpgradeBehaviour.options),
    )
    .option('--time-limit <time>', 'how long a procedure may run, like 2h', duration)
    .option('--needs <name...>', 'packages that are installed first: NAME, NAME@VERSION or an id')
    .option(
      '--system <system...>',
      'one it fits: FAMILY[:NAME[:FROM-TO[:ARCHITECTURES]]], like linux, windows::10- or linux:Ubuntu*:22.04-24.04:x64,arm64',
      system,
    )
    .option(
      '--software-name <pattern>',
      'how the system lists it when it is installed; * and ? stand for others',
    )
    .option('--software-version <pattern>', 'in which version; without it: in that of the package')
    .option('--json', 'the answer of the API, for programs');
}

/** Lines given as they are, or in a file. @throws RemoteEnd */
export async function procedureOf(
  name: string,
  { text, file }: { text: string | undefined; file: string | undefined },
): Promise<string | undefined> {
  if (file === undefined) return text;
  if (text !== undefined) throw wrongUsage(`Give either --${name} or --${name}-file.`);
  try {
    // In UTF-8 a character has four bytes at most.
    if ((await stat(file)).size > LIMITS.procedureLength * 4)
      throw new Error('it is too long for a procedure');
    return await readFile(file, 'utf8');
  } catch (error) {
    throw wrongUsage(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function codes(text: string): number[] {
  if (text === 'all') return [];
  const words = text.split(',').map((word) => word.trim());
  if (!words.every((word) => /^-?\d{1,10}$/.test(word))) {
    throw new InvalidArgumentError('Write numbers with commas between them, or "all".');
  }
  return words.map(Number);
}

/** `linux:Ubuntu*:22.04-24.04:x64,arm64`; a part that is empty or left out fits everything. */
function system(text: string, before: CompatibleSystem[] | undefined): CompatibleSystem[] {
  const [family, namePattern, versions, architectures, ...more] = text.split(':').map((part) => part.trim());
  const [minVersion, maxVersion = versions?.includes('-') === true ? '' : minVersion, ...rest] = (
    versions ?? ''
  ).split('-');
  const one = CompatibleSystem.safeParse({
    ...named('family', family),
    ...named('namePattern', namePattern),
    ...named('minVersion', minVersion),
    ...named('maxVersion', maxVersion),
    ...(given(architectures) ? { architectures: architectures.split(',') } : {}),
  });
  if (!one.success || more.length > 0 || rest.length > 0) {
    const issue = one.error?.issues[0];
    const what = issue === undefined ? '' : ` ${issue.path.join('.')}: ${issue.message}.`;
    throw new InvalidArgumentError(`Write it like linux:Ubuntu*:22.04-24.04:x64.${what}`);
  }
  return [...(before ?? []), one.data];
}

const given = (text: string | undefined): text is string => text !== undefined && text !== '';
const named = (key: string, text: string | undefined) => (given(text) ? { [key]: text } : {});
