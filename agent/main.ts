import { Command, Option } from 'commander';
import { Refusal } from '#protocol/errors.ts';
import { type AgentEnd, type RunningAgent, startAgent } from './agent.ts';
import { PowerSetting } from './config.ts';
import { createLog } from './log.ts';
import { isSupervised, START_AGAIN, startReplacement } from './restart.ts';

/** The hub does not want this agent: starting it again changes nothing. */
const REFUSED = 2;

const program = new Command('reveille-agent')
  .description('Executes the jobs of a Reveille hub on this computer.')
  .requiredOption('--data <folder>', 'folder of identity, journal, cache and work')
  .option('--hub <url>', 'address of the hub (first start only)')
  .option('--token <token>', 'enrolment token (first start only)')
  .option('--name <name>', 'name of this computer in the console (default: its host name)')
  .addOption(
    new Option('--power <setting>', 'restart and shut down, or only record it')
      .choices(PowerSetting.options)
      .default('real'),
  )
  .option('--allow-plain-http', 'allow http to a hub on another machine', false)
  .parse();

const log = createLog(process.env.LOG_LEVEL ?? 'info');
const agent = await startAgent({ ...program.opts(), log }).catch(refuse);

let signals = 0;
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(agent));
const end = await agent.ended;
if (end.kind !== 'stopped') await agent.stop();
process.exit(await exitCodeOf(end));

/** The first signal lets a running procedure end for 10 s; the second stops it. */
function stop(running: RunningAgent): void {
  signals += 1;
  if (signals > 1) running.stopProcedure();
  else void running.stop();
}

async function exitCodeOf(outcome: AgentEnd): Promise<number> {
  switch (outcome.kind) {
    case 'stopped':
      return 0;
    case 'fault':
      return 1;
    case 'restart':
      // Whoever stops it meanwhile wants it to stay stopped.
      if (signals > 0) return 0;
      if (isSupervised({ environment: process.env, pid: process.pid })) return START_AGAIN;
      await startReplacement();
      return 0;
    case 'removed':
    case 'refused':
      process.stderr.write(`${outcome.sentence}\n`);
      return REFUSED;
  }
}

function refuse(fault: unknown): never {
  if (!(fault instanceof Refusal)) throw fault;
  process.stderr.write(`${fault.detail ?? fault.message}\n`);
  process.exit(REFUSED);
}
