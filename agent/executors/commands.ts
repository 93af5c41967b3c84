import { spawn } from 'node:child_process';
import type { Clock } from '../clock.ts';
import { faultText } from '../faults.ts';

const COMMAND_MILLISECONDS = 10_000;
const OUTPUT_BYTES = 16 * 1024 * 1024;

export interface Command {
  name: string;
  arguments: string[];
  /** Written to its standard input. */
  input?: string;
}

/** The systems that the agent's commands tell apart. */
export type System = 'linux' | 'macos' | 'windows';

/** What is none of the other two is taken for a Linux: their commands are alike. */
export function runsOn(platform: NodeJS.Platform): System {
  switch (platform) {
    case 'win32':
      return 'windows';
    case 'darwin':
      return 'macos';
    default:
      return 'linux';
  }
}

export interface CommandEnd {
  /** Absent when it could not be started, was ended by a signal, or took longer than 10 s. */
  exitCode?: number;
  output: string;
  /** Its words on stderr, or the system's. */
  complaint: string;
}

/** Runs one of the system's commands, found on the agent's PATH, without a shell. */
export function runCommand(command: Command, clock: Clock): Promise<CommandEnd> {
  return new Promise((resolve) => {
    const child = spawn(command.name, command.arguments, { stdio: 'pipe' });
    const output: Buffer[] = [];
    const complaint: Buffer[] = [];
    let bytes = 0;
    const gatherIn = (pieces: Buffer[]) => (data: Buffer) => {
      bytes += data.length;
      if (bytes > OUTPUT_BYTES) child.kill('SIGKILL');
      else pieces.push(data);
    };
    const cancelLimit = clock.after(COMMAND_MILLISECONDS, () => child.kill('SIGKILL'));
    const end = (exitCode: number | null, words?: string) => {
      cancelLimit();
      resolve({
        ...(exitCode === null ? {} : { exitCode }),
        output: Buffer.concat(output).toString(),
        complaint: words ?? Buffer.concat(complaint).toString().trim(),
      });
    };
    child.stdout.on('data', gatherIn(output));
    child.stderr.on('data', gatherIn(complaint));
    // A command that does not read its input closes it early.
    child.stdin.on('error', () => undefined);
    child.stdin.end(command.input ?? '');
    child.once('error', (fault) => end(null, faultText(fault)));
    child.once('close', (exitCode) => end(exitCode));
  });
}
