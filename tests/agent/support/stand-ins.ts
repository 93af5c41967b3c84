import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { eventually } from '#tests/support/eventually.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** The system's commands as a test wants them: scripts of the shell. */
export interface StandIns {
  /** What was called, with its arguments, oldest first; `wall` with what it was given to say. */
  calls(): string[];
  /** Resolves when it was called so often. */
  called(times: number): Promise<string[]>;
  /** Says who is logged in from now on: lines of `who`. `undefined`: that fails. */
  users(lines: string | undefined): void;
}

/** Puts stand-ins first on PATH until the test is over. There is no systemd, unless `loginctl` is given. */
export function standIns(
  given: { users?: string; shutdown?: string; wall?: string; loginctl?: string } = {},
): StandIns {
  const folder = temporaryFolder();
  const record = join(folder, 'calls');
  const put = (name: string, script: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  const usersFile = join(folder, 'users');
  const users = (lines: string | undefined) => {
    if (lines !== undefined) writeFileSync(usersFile, lines);
    put('who', lines === undefined ? 'exit 1' : `cat ${usersFile}`);
  };
  users(given.users ?? '');
  put('loginctl', given.loginctl ?? 'exit 1');
  put('wall', `echo "wall $(cat)" >> ${record}\n${given.wall ?? ''}`);
  put('runuser', `echo "runuser $*" >> ${record}`);
  put('shutdown', `echo "shutdown $*" >> ${record}\n${given.shutdown ?? ''}`);
  const path = process.env.PATH;
  process.env.PATH = `${folder}:${path}`;
  onTestFinished(() => {
    process.env.PATH = path;
  });
  // A line counts once it is whole: the shell makes the file before it writes into it.
  const calls = () => (existsSync(record) ? readFileSync(record, 'utf8').split('\n').slice(0, -1) : []);
  return { calls, called: (times) => eventually(calls, (made) => made.length >= times), users };
}
