import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');
/** Everything that the build reads and that may change. */
const SOURCES = [
  'src/{lib,routes,protocol,domain}/**/*.*',
  'src/{app,hooks}*.*',
  'static/**/*.*',
  'svelte.config.js',
  'vite.*.ts',
  'package-lock.json',
];
const STAMP = join(root, 'build', '.sources');

/** SHA-256 over names and contents of the console's sources: a fresh clone has no useful file times. */
function stampOfSources(): string {
  const hash = createHash('sha256');
  const files = globSync(SOURCES, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) hash.update(`${relative(root, file)}\n`).update(readFileSync(file));
  return hash.digest('hex');
}

/**
 * Builds the console when it is not built, or was built from other sources than those here now.
 * @returns whether it is built
 */
export function ensureConsoleBuilt(say: (line: string) => void): boolean {
  const stamp = stampOfSources();
  const built = existsSync(join(root, 'build', 'handler.js'));
  if (built && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) return true;
  say(built ? 'The console has changed. Building it …' : 'The console is not built yet. Building it …');
  const began = performance.now();
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [vite, 'build'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) {
    say(`${stdout}\n${stderr}`);
    return false;
  }
  writeFileSync(STAMP, stamp);
  say(`The console is built (${((performance.now() - began) / 1000).toFixed(1)} s).`);
  return true;
}
