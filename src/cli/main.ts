import { runCommandLine } from './program.ts';
import { withHub } from './with-hub.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), {
  environment: process.env,
  answer: (line) => process.stdout.write(`${line}\n`),
  remark: (line) => process.stderr.write(`${line}\n`),
  withHub: (action) => withHub(process.env, action),
});
