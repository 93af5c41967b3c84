import { run, type Command, type Ended } from './command.ts';

/**
 * `npm run check`: everything that can be said about the code without running it. Two at a time, since each of
 * them can fill a core; the output of each stands together under its own heading.
 */
const AT_ONCE = 2;

interface Check extends Command {
  title: string;
}

const PREPARE: Check = { title: 'console types', program: 'svelte-kit', args: ['sync'] };
const CHECKS: Check[] = [
  { title: 'types', program: 'tsc', args: ['-p', 'tsconfig.node.json'] },
  {
    title: 'console types and markup',
    program: 'svelte-check',
    args: ['--tsconfig', './tsconfig.json', '--fail-on-warnings', '--output', 'human'],
  },
  { title: 'lint and import zones', program: 'eslint', args: ['.', '--max-warnings', '0'] },
  { title: 'format', program: 'prettier', args: ['--check', '.'] },
];

const failed: string[] = [];

function tell(check: Check, ended: Ended): void {
  const good = ended.code === 0;
  if (!good) failed.push(check.title);
  console.log(`\n== ${check.title}: ${good ? 'ok' : 'FAILED'} (${ended.seconds.toFixed(1)} s)`);
  if (!good) console.log(ended.output.trimEnd());
}

async function perform(check: Check): Promise<void> {
  tell(check, await run({ ...check, output: 'gather' }));
}

// The others read what this one writes.
await perform(PREPARE);
const waiting = CHECKS.values();
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (const check of waiting) await perform(check);
  }),
);
console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
