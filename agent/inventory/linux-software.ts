import { LIMITS } from '#protocol/limits.ts';
import type { Command, CommandEnd } from '../executors/commands.ts';
import { bounded } from './bounded.ts';
import type { SoftwareList } from './reader.ts';

const DPKG: Command = {
  name: 'dpkg-query',
  arguments: ['-W', '-f', '${db:Status-Status}\\t${Package}\\t${Version}\\t${Architecture}\\n'],
};
const RPM: Command = {
  name: 'rpm',
  arguments: ['-qa', '--queryformat', 'installed\\t%{NAME}\\t%{VERSION}-%{RELEASE}\\t%{ARCH}\\n'],
};

/**
 * What dpkg, or else rpm, lists as installed.
 * @returns undefined where the list is not known: there is neither, it failed, or it lists nothing, as no system does
 */
export async function readLinuxSoftware(
  run: (command: Command) => Promise<CommandEnd>,
): Promise<SoftwareList | undefined> {
  for (const command of [DPKG, RPM]) {
    const { exitCode, output } = await run(command);
    const entries = exitCode === 0 ? readLines(output) : [];
    if (entries.length === 0) continue;
    return {
      entries: entries.slice(0, LIMITS.softwareEntries),
      isCut: entries.length > LIMITS.softwareEntries,
    };
  }
  return undefined;
}

function readLines(text: string): SoftwareList['entries'] {
  const software: SoftwareList['entries'] = [];
  for (const line of text.split('\n').sort()) {
    const [status, name, version, architecture] = line.split('\t');
    if (status !== 'installed' || name === undefined) continue;
    software.push({ name: bounded(name), version: bounded(version), architecture: bounded(architecture) });
  }
  return software;
}
