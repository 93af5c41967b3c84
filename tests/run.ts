import { existsSync, globSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { obtainBrowser } from './support/browser.ts';
import { ROOT, run } from './support/command.ts';
import { ensureConsoleBuilt } from '#console-build.ts';
import { mongodbServer } from './support/database-server.ts';
import { databaseProblem } from './support/database.ts';
import { debianProblem } from './support/debian-package.ts';
import { namespaceProblem } from './namespaces/support/ip.ts';
import { NOTHING, sum, tallyOfPlaywright, tallyOfVitest, titleLines, type Tally } from './support/tally.ts';

/**
 * `npm test [-- PART…]`: every part (a folder of tests/) one after the other, those of vitest first, then the
 * browser's. `PART/NAME`: of this part the files whose names begin so. Ends with the line `N passed, N failed`.
 */

/** What runs first says soonest what is wrong. Folders that are not named here follow by name. */
const ORDER = ['unit', 'content', 'embedded', 'console', 'store', 'agent', 'worker', 'hub', 'api'];
const NAMESPACES_PART = 'namespaces';
const WITHOUT_DATABASE = ['unit', 'content', 'embedded', 'console', 'api', NAMESPACES_PART];
const WITHOUT_CONSOLE = [...WITHOUT_DATABASE, 'store', 'agent', 'worker'];
const BROWSER_PART = 'e2e';
/** Twice what it takes on two processors: a slower machine is to end it, too. */
const BROWSER_MINUTES = 40;
/** Nothing of one file can reach another there: they share their workers, and what those have loaded. */
const SHARING_WORKERS = ['unit', 'console', 'api'];
/** Each of these builds a network of its own, and looks at what is on its wires. */
const ONE_BY_ONE = [NAMESPACES_PART, BROWSER_PART];
/** Those that build and install real Debian packages, in whichever part they are. */
const DEBIAN_TESTS = 'product-life';
const REPORTS = join(ROOT, 'test-results', 'reports');

const rank = (part: string) =>
  part === BROWSER_PART ? ORDER.length + 1 : ORDER.includes(part) ? ORDER.indexOf(part) : ORDER.length;
const partsOf = (pattern: string) =>
  globSync(`tests/*/**/${pattern}`, { cwd: ROOT }).map((file) => file.split(/[\\/]/)[1] ?? '');
const everyPart = [...new Set(partsOf('*.{test,browser}.ts'))].sort(
  (one, other) => rank(one) - rank(other) || one.localeCompare(other),
);

/** What was asked for; nothing: everything. */
const wanted = process.argv.slice(2).map((word) => {
  const [part = '', ...files] = word.split('/');
  return { part, files: files.join('/') };
});
/** How the names of a part's files begin that were asked for; an empty one is the beginning of all. */
function beginnings(part: string): string[] {
  const asked = wanted.filter((one) => one.part === part).map(({ files }) => files);
  return asked.length === 0 || asked.includes('') ? [''] : asked;
}
const isAskedFor = (part: string, name: string) => beginnings(part).some((files) => name.startsWith(files));
const filesOf = (part: string) =>
  globSync(`tests/${part}/**/*.{test,browser}.ts`, { cwd: ROOT }).map((file) =>
    file.split(/[\\/]/).slice(2).join('/'),
  );

interface PartResult extends Tally {
  part: string;
  seconds: number;
}

/** What a system cannot do cannot be tested on it: told aloud where it is left out, and once more at the end. */
async function leftOut(part: string, kind: 'test' | 'browser'): Promise<string[]> {
  const [file] = globSync(`tests/${part}/**/${DEBIAN_TESTS}.${kind}.ts`, { cwd: ROOT });
  if (file === undefined) return [];
  const problem = await debianProblem();
  if (problem === undefined) return [];
  console.log(`!!! THE LIFE OF A PRODUCT WAS NOT TESTED ON REAL DEBIAN PACKAGES. ${problem}`);
  return [`everything in ${file}: ${problem}`];
}

async function runVitest(part: string): Promise<PartResult> {
  console.log(`\n== ${part}`);
  const files = beginnings(part).map((beginning) => `tests/${part}/${beginning}`);
  const skipped = await leftOut(part, 'test');
  const report = join(REPORTS, `${part}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const without = skipped.length === 0 ? [] : ['--exclude', `**/${DEBIAN_TESTS}.*`];
  const workers = [
    ...(SHARING_WORKERS.includes(part) ? ['--no-isolate'] : []),
    // Most tests of the others wait for programs, sockets and timers: two of them fill two cores.
    ...(ONE_BY_ONE.includes(part) ? ['--maxWorkers=1'] : ['--maxWorkers=2']),
  ];
  const args = ['run', ...files, ...reporters, ...without, ...workers];
  const ended = await run({ program: 'vitest', args });
  const tally = tallyOfVitest(report, ended.code);
  return { part, seconds: ended.seconds, ...tally, skipped: [...tally.skipped, ...skipped] };
}

/** As with `leftOut`, for a whole part. */
async function runNamespaces(): Promise<PartResult> {
  const problem = await namespaceProblem();
  if (problem === undefined) return runVitest(NAMESPACES_PART);
  console.log(`\n== ${NAMESPACES_PART}`);
  console.log(`!!! WAKE ON LAN WAS NOT TESTED IN REAL NETWORKS. ${problem}`);
  const skipped = [`everything in tests/${NAMESPACES_PART}: ${problem}`];
  return { part: NAMESPACES_PART, seconds: 0, ...NOTHING, skipped };
}

async function runBrowser(part: string): Promise<PartResult> {
  console.log(`\n== ${part}, in the browser`);
  const skipped = await leftOut(part, 'browser');
  const report = join(REPORTS, `${part}-browser.json`);
  let browser: string;
  try {
    browser = await obtainBrowser();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { part: `${part}, in the browser`, seconds: 0, ...NOTHING, failed: 1 };
  }
  const env = { CHROMIUM_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  // Playwright takes patterns, not paths.
  const but = skipped.length === 0 ? '' : `(?!${DEBIAN_TESTS})`;
  const files = beginnings(part).map((beginning) => `tests/${part}/${but}${beginning}`);
  const args = ['test', ...files];
  const ended = await run({ program: 'playwright', args, env, limitMinutes: BROWSER_MINUTES });
  const tally = tallyOfPlaywright(report, ended.code);
  return {
    part: `${part}, in the browser`,
    seconds: ended.seconds,
    ...tally,
    skipped: [...tally.skipped, ...skipped],
  };
}

/** @returns one line for what keeps the chosen parts from running, if anything does */
async function prepare(chosen: readonly string[]): Promise<string | undefined> {
  const unknown = wanted.filter(({ part, files }) => !filesOf(part).some((name) => name.startsWith(files)));
  if (unknown.length > 0) {
    const names = unknown.map(({ part, files }) => (files === '' ? part : `${part}/${files}`));
    return `No such part: ${names.join(', ')}. There are: ${everyPart.join(', ')}.`;
  }
  if (chosen.some((part) => !WITHOUT_DATABASE.includes(part))) {
    const server = mongodbServer();
    const problem = server === undefined ? undefined : await databaseProblem(server);
    if (problem !== undefined) return problem;
  }
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  if (chosen.some((part) => !WITHOUT_CONSOLE.includes(part))) {
    return ensureConsoleBuilt(console.log) ? undefined : 'The console could not be built.';
  }
  // Vitest reads tsconfig.json, which extends a file that only the kit writes.
  if (existsSync(join(ROOT, '.svelte-kit', 'tsconfig.json'))) return undefined;
  const synchronised = await run({ program: 'svelte-kit', args: ['sync'], output: 'gather' });
  return synchronised.code === 0 ? undefined : synchronised.output;
}

/** Whether there are such files of it among those that were asked for. */
const runs = (part: string, kind: string) =>
  filesOf(part).some((name) => isAskedFor(part, name) && name.endsWith(kind));

const minutes = (seconds: number) => `${(seconds / 60).toFixed(1)} min`;

function tell(results: readonly PartResult[]): number {
  console.log('\n== minutes by part');
  for (const { part, seconds, passed, failed } of results) {
    console.log(`${minutes(seconds).padStart(9)}  ${part}: ${passed} passed, ${failed} failed`);
  }
  const all = sum(results);
  for (const line of titleLines('SKIPPED, NOT TESTED', all.skipped)) console.log(line);
  for (const line of titleLines('FAILED', all.failures)) console.log(line);
  console.log(`${minutes(results.reduce((total, one) => total + one.seconds, 0)).padStart(9)}  in all`);
  console.log(`${all.passed} passed, ${all.failed} failed`);
  return all.failed === 0 && all.passed > 0 ? 0 : 1;
}

const chosen = everyPart.filter((part) => wanted.length === 0 || wanted.some((one) => one.part === part));
const obstacle = await prepare(chosen);
if (obstacle !== undefined) {
  console.error(obstacle);
  process.exitCode = 1;
} else {
  const results: PartResult[] = [];
  for (const part of chosen) {
    if (part === NAMESPACES_PART) results.push(await runNamespaces());
    else if (runs(part, '.test.ts')) results.push(await runVitest(part));
    if (runs(part, '.browser.ts')) results.push(await runBrowser(part));
  }
  process.exitCode = tell(results);
}
