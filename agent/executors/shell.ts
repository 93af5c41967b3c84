import { homedir } from 'node:os';
import { runsOn } from './commands.ts';

/**
 * The shell waits for one line on descriptor 3 before it becomes the procedure's shell. So its process is known
 * and written down before anything of the procedure runs; an agent that dies in between leaves a shell that reads
 * the end of the file and goes.
 */
const POSIX_GATE = 'read -r go <&3 || exit 125; exec 3<&-; exec /bin/sh -c "$1"';

/** The same for `cmd`, which has three descriptors: it waits on its input, which is closed afterwards. */
const BATCH_HEAD = [
  '@echo off',
  // The file is in UTF-8, from the next line on.
  'chcp 65001 >nul 2>&1',
  'set REVEILLE_GATE=',
  'set /p REVEILLE_GATE=',
  'if not "%REVEILLE_GATE%"=="go" exit /b 125',
  'set REVEILLE_GATE=',
];

/** How the system's shell is started with a procedure, held at its gate. */
export interface ShellCommand {
  file: string;
  arguments: string[];
  /** A file that has to lie there before: `cmd` reads lines from nowhere else. */
  script?: { path: string; text: string };
  /** The descriptor on which the line `go` opens the gate. */
  gate: 0 | 3;
  /** In a session of its own. On Windows that would mean without a console, which many programs want to have. */
  detached: boolean;
  /** Windows has one line for all arguments: this one is whole already. */
  isVerbatim: boolean;
}

/**
 * What executes a procedure: `/bin/sh -c`, or on Windows `cmd.exe` with the procedure as a `.cmd` file.
 * @param scriptPath where such a file may lie, outside of the folder in which the procedure runs
 */
export function shellCommand(of: {
  procedure: string;
  scriptPath: string;
  platform: NodeJS.Platform;
  environment: Readonly<Record<string, string | undefined>>;
}): ShellCommand {
  if (runsOn(of.platform) !== 'windows') {
    return {
      file: '/bin/sh',
      arguments: ['-c', POSIX_GATE, 'reveille', of.procedure],
      gate: 3,
      detached: true,
      isVerbatim: false,
    };
  }
  const path = `${of.scriptPath}.cmd`;
  return {
    file: of.environment['ComSpec'] ?? String.raw`C:\Windows\System32\cmd.exe`,
    // /d: no commands of the registry before it. /s: what stands between the outer quotation marks is the command.
    arguments: ['/d', '/s', '/c', `""${path}""`],
    script: { path, text: batchFile(of.procedure) },
    gate: 0,
    detached: false,
    isVerbatim: true,
  };
}

/** `cmd` finds its labels only in files whose lines end as on Windows. */
const batchFile = (procedure: string): string =>
  [...BATCH_HEAD, ...procedure.split(/\r?\n/), ''].join('\r\n');

/** What programs on Windows do not work without. */
const OF_WINDOWS = [
  ...['ALLUSERSPROFILE', 'APPDATA', 'CommonProgramFiles', 'CommonProgramFiles(x86)', 'CommonProgramW6432'],
  ...['COMPUTERNAME', 'ComSpec', 'LOCALAPPDATA', 'NUMBER_OF_PROCESSORS', 'OS', 'Path', 'PATHEXT'],
  ...['PROCESSOR_ARCHITECTURE', 'ProgramData', 'ProgramFiles', 'ProgramFiles(x86)', 'ProgramW6432', 'PUBLIC'],
  ...['SystemDrive', 'SystemRoot', 'TEMP', 'TMP', 'USERDOMAIN', 'USERNAME', 'USERPROFILE', 'windir'],
];

/** What a procedure finds of the system: of the agent's own environment no more than it needs. */
export function systemEnvironment(
  platform: NodeJS.Platform,
  own: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  if (runsOn(platform) !== 'windows') {
    return {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: homedir(),
      LANG: 'C.UTF-8',
      DEBIAN_FRONTEND: 'noninteractive',
    };
  }
  // Names of variables have no case there; whoever started the agent may have written them otherwise.
  const wanted = new Map(OF_WINDOWS.map((name) => [name.toLowerCase(), name]));
  const found: Record<string, string> = {};
  for (const [written, value] of Object.entries(own)) {
    const name = wanted.get(written.toLowerCase());
    if (name !== undefined && value !== undefined) found[name] = value;
  }
  return found;
}
