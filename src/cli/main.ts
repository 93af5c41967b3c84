import { systemClock } from '#hub/clock.ts';
import { runCommandLine } from './program.ts';
import { withHub } from './with-hub.ts';

/** Whoever reads the answer may stop before its end (`… | head`): that is no failure. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

let shown = 0;
const progress = (line: string): void => {
  process.stderr.write(`\r${line.padEnd(shown)}${line === '' ? '\r' : ''}`);
  shown = line.length;
};

process.exitCode = await runCommandLine(process.argv.slice(2), {
  environment: process.env,
  answer: (line) => process.stdout.write(`${line}\n`),
  remark: (line) => process.stderr.write(`${line}\n`),
  ...(process.stderr.isTTY ? { progress } : {}),
  clock: systemClock,
  onInterrupt(action) {
    process.once('SIGINT', action);
    return () => process.off('SIGINT', action);
  },
  standardInput: () => process.stdin,
  withHub: (action) => withHub(process.env, action),
});
