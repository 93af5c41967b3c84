import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const LIMIT_MILLISECONDS = 60_000;

/** The product whose versions are built here. */
export const PRODUCT = 'quiet-editor';
/** Where its only file lies on a computer. It holds the version. */
export const PRODUCT_FILE = `usr/share/${PRODUCT}/version`;

/** What dpkg does with it that a test can hold up. */
export type HeldStep = 'install' | 'remove';
/** As long as this file is there, in the root that dpkg works in. */
export const holdOf = (step: HeldStep): string => `hold-${step}`;

/** In the package itself, as software does that takes its time. Never longer than two minutes. */
const scriptOf = (step: HeldStep, lastLine: string) => `#!/bin/sh
set -e
n=0
while [ -e "$DPKG_ROOT/${holdOf(step)}" ] && [ $n -lt 1200 ]; do n=$((n+1)); sleep 0.1; done
echo '${lastLine}'
`;

/** Builds a real package of the product with `dpkg-deb`. @returns its file */
export async function buildDebianPackage(folder: string, version: string): Promise<string> {
  const tree = join(folder, `tree-${version}`);
  const files: [path: string, text: string, mode: number][] = [
    [
      'DEBIAN/control',
      `Package: ${PRODUCT}\nVersion: ${version}\nArchitecture: all\n` +
        'Maintainer: N <n@example.org>\nDescription: An editor that says nothing\n',
      0o644,
    ],
    ['DEBIAN/postinst', scriptOf('install', `${PRODUCT} ${version} is ready.`), 0o755],
    ['DEBIAN/prerm', scriptOf('remove', `${PRODUCT} ${version} goes.`), 0o755],
    [PRODUCT_FILE, `${version}\n`, 0o644],
  ];
  for (const [path, text, mode] of files) {
    const file = join(tree, path);
    await mkdir(dirname(file), { recursive: true, mode: 0o755 });
    await writeFile(file, text, { mode });
  }
  const file = join(folder, `${PRODUCT}_${version}_all.deb`);
  await run('dpkg-deb', ['--build', '--root-owner-group', tree, file], { timeout: LIMIT_MILLISECONDS });
  return file;
}

/** @returns why no Debian package can be built and installed here, in one sentence; undefined when it can */
export async function debianProblem(): Promise<string | undefined> {
  for (const program of ['dpkg-deb', 'dpkg']) {
    try {
      await run(program, ['--version'], { timeout: LIMIT_MILLISECONDS });
    } catch {
      return `The program ${program} is missing: this is no Debian.`;
    }
  }
  return undefined;
}
