import { execFile } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SAMPLE = join(import.meta.dirname, '../../demo/sample-package');

/** The software that a browser test deploys. */
export interface Subject {
  family: string;
  version: string;
  install: string;
  uninstall: string;
  uninstallNeedsContent: boolean;
  files: string[];
  /** Printed while the procedure cannot have ended yet. */
  earlyLine: string;
  /** Printed only after `letGo`. */
  lastLine: string;
  letGo(): Promise<void>;
  /** Whether the machine itself says that it is installed. */
  isInstalled(): Promise<boolean>;
  dispose(): Promise<void>;
}

/**
 * With `REVEILLE_TEST_SYSTEM=1` a real package of Debian is installed on this very machine; otherwise nothing is,
 * and a file of our own stands in for it.
 */
export async function chosenSubject(folder: string): Promise<Subject> {
  if (process.env['REVEILLE_TEST_SYSTEM'] === '1') return debianHello(folder);
  console.log(
    '!!! REVEILLE_TEST_SYSTEM is not set: the sample is deployed instead of a real Debian package.',
  );
  return sample(folder);
}

/** Holds a procedure until the test has looked, then lets it print its last line; fails it when nobody lets it go. */
const held = (go: string, lastLine: string) =>
  `n=0; while [ ! -e '${go}' ]; do n=$((n+1)); [ $n -lt 1200 ] || exit 9; sleep 0.1; done; echo '${lastLine}'`;

async function debianHello(folder: string): Promise<Subject> {
  const download = join(folder, 'download');
  const go = join(folder, 'go');
  await mkdir(download);
  // The account that apt drops to may not write here; that costs a warning and nothing else.
  await run('apt-get', ['download', '-qq', 'hello'], { cwd: download }).catch(async () => {
    await run('apt-get', ['update', '-qq']);
    await run('apt-get', ['download', '-qq', 'hello'], { cwd: download });
  });
  const [file = ''] = await readdir(download);
  const version = /^hello_([^_]+)_/.exec(decodeURIComponent(file))?.[1] ?? '';
  const isInstalled = async () => {
    const { stdout } = await run('dpkg-query', ['-W', '-f', '${db:Status-Abbrev}', 'hello']).catch(() => ({
      stdout: '',
    }));
    return stdout.startsWith('ii') && existsSync('/usr/bin/hello');
  };
  return {
    family: 'GNU hello',
    version,
    install: `set -e\ndpkg -i hello_*.deb\n${held(go, 'hello is ready')}\nhello`,
    uninstall: 'dpkg --purge hello',
    uninstallNeedsContent: false,
    files: [join(download, file)],
    earlyLine: 'Unpacking hello',
    lastLine: 'Hello, world!',
    letGo: () => writeFile(go, ''),
    isInstalled,
    async dispose() {
      await writeFile(go, '');
      if (await isInstalled()) await run('dpkg', ['--purge', 'hello']);
    },
  };
}

async function sample(folder: string): Promise<Subject> {
  const go = join(folder, 'go');
  const installed = join(folder, 'agent', 'files');
  const entries = await readdir(join(SAMPLE, 'payload'), { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  return {
    family: 'Sample',
    version: '1.0',
    install: `set -e\nmkdir -p "$REVEILLE_AGENT_DATA/sample"\ncp -v * "$REVEILLE_AGENT_DATA/sample/"\n${held(go, 'the sample is ready')}`,
    uninstall: 'rm -rv "$REVEILLE_AGENT_DATA/sample"',
    uninstallNeedsContent: false,
    files: names.map((name) => join(SAMPLE, 'payload', name)),
    earlyLine: names[0] ?? '',
    lastLine: 'the sample is ready',
    letGo: () => writeFile(go, ''),
    isInstalled: () => Promise.resolve(existsSync(join(installed, 'sample'))),
    dispose: () => writeFile(go, ''),
  };
}
