import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT, run } from './command.ts';

/** Everything that `vite build` reads and that may change. */
const SOURCES = [
  'src/{lib,routes,protocol,domain}/**/*.*',
  'src/{app,hooks}*.*',
  'static/**/*.*',
  'svelte.config.js',
  'vite.config.ts',
  'package-lock.json',
];
const STAMP = join(ROOT, 'build', '.sources');

/** SHA-256 over the names and the contents of the console's sources: a fresh clone has no useful file times. */
function stampOfSources(): string {
  const hash = createHash('sha256');
  const files = globSync(SOURCES, { cwd: ROOT, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) {
    hash.update(`${relative(ROOT, file)}\n`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Builds the console when it is not built, or from other sources than those of now. @returns whether it is built */
export async function ensureConsoleBuilt(): Promise<boolean> {
  const stamp = stampOfSources();
  const built = existsSync(join(ROOT, 'build', 'handler.js'));
  if (built && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) return true;
  const ended = await run({ program: 'vite', args: ['build'], output: 'gather' });
  console.log(`== console built (${ended.seconds.toFixed(1)} s)`);
  if (ended.code !== 0) {
    console.log(ended.output);
    return false;
  }
  // After the build: it empties the folder first.
  writeFileSync(STAMP, stamp);
  return true;
}
