import type { Software } from '#protocol/inventory.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Clock } from '../clock.ts';
import { runCommand } from '../executors/commands.ts';
import { bounded } from './bounded.ts';

const FIELDS = '${db:Status-Status}\\t${Package}\\t${Version}\\t${Architecture}\\n';
const RPM_FIELDS = 'installed\\t%{NAME}\\t%{VERSION}-%{RELEASE}\\t%{ARCH}\\n';

/** What dpkg, or else rpm, lists as installed; empty where there is neither. */
export async function readLinuxSoftware(clock: Clock): Promise<Software> {
  const debian = await runCommand({ name: 'dpkg-query', arguments: ['-W', '-f', FIELDS] }, clock);
  if (debian.exitCode === 0) return readLines(debian.output);
  const rpm = await runCommand({ name: 'rpm', arguments: ['-qa', '--queryformat', RPM_FIELDS] }, clock);
  return rpm.exitCode === 0 ? readLines(rpm.output) : [];
}

function readLines(text: string): Software {
  const software: Software = [];
  for (const line of text.split('\n').sort()) {
    const [status, name, version, architecture] = line.split('\t');
    if (status !== 'installed' || name === undefined) continue;
    software.push({ name: bounded(name), version: bounded(version), architecture: bounded(architecture) });
  }
  return software.slice(0, LIMITS.softwareEntries);
}
