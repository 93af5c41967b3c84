import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureConsoleBuilt } from '#console-build.ts';
import type { JobView } from '#protocol/views/container.ts';
import { givenPackage } from '#tests/support/deployments.ts';
import { Obstacle } from './options.ts';
import { releaseWhenInterrupted, releasing } from './releasing.ts';
import { openSite, type Site } from './start/agents.ts';
import { allDone, deployToAll, sinceDue, type Step } from './start/deployment.ts';
import { readStartOptions, type StartOptions } from './start/options.ts';
import { pollFor } from './start/polling.ts';
import { percentile } from './statistics.ts';
import { figure, table } from './table.ts';

/**
 * `npm run bench:start`: how soon after its start date a deployment begins on every agent, beside agents that would
 * ask for their work every minute. The tables go to stdout, the progress to stderr.
 */
const PROMPT_MS = 250;
/** By then the agents, which share one machine here, have read what is installed after the deployment before. */
const REST_MS = 8_000;
const STEPS: readonly [string, Step][] = [
  ['offered', 'offeredAt'],
  ['accepted', 'acceptedAt'],
  ['execution begun', 'startedAt'],
  ['first output', 'firstOutputAt'],
];

const row = (name: string, milliseconds: readonly number[]): string[] => [
  name,
  figure(percentile(milliseconds, 0.5)),
  figure(percentile(milliseconds, 0.95)),
  figure(percentile(milliseconds, 1)),
  `${((100 * milliseconds.filter((one) => one <= PROMPT_MS).length) / milliseconds.length).toFixed(0)} %`,
];

async function measure(site: Site, { rounds, poll }: StartOptions): Promise<string> {
  const { id: packageId } = await givenPackage(site.beside, { installProcedure: 'echo begun' });
  const jobs: JobView[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    console.error(`  deployment ${round} of ${rounds} …`);
    await pause(REST_MS);
    const [first] = await deployToAll(site, packageId);
    jobs.push(...(await allDone(site, first?.containerId ?? '')));
  }
  console.error(`  agents that ask every ${poll} s …`);
  const polled = await pollFor(site, await deployToAll(site, packageId), poll * 1_000);
  const head = ['milliseconds after the start date', 'p50', 'p95', 'max', `within ${PROMPT_MS} ms`];
  const pushed = STEPS.map(([name, step]) =>
    row(
      name,
      jobs.map((job) => sinceDue(job, step)),
    ),
  );
  return `${table(head, [...pushed, row(`asking every ${poll} s: told of it`, polled)])}\n\n${slowest(jobs)}`;
}

/** The agent on which it took longest, step by step: a mean hides it. */
function slowest(jobs: readonly JobView[]): string {
  const latest = jobs.toSorted((a, b) => sinceDue(b, 'startedAt') - sinceDue(a, 'startedAt')).slice(0, 3);
  const head = ['the slowest', ...STEPS.map(([name]) => name)];
  return table(
    head,
    latest.map((job) => [job.computerName, ...STEPS.map(([, step]) => figure(sinceDue(job, step)))]),
  );
}

function note({ agents, rounds }: StartOptions): string {
  const load = loadavg()
    .map((number) => number.toFixed(1))
    .join(' ');
  return (
    `${rounds} deployments to ${agents} agents, each due two seconds after its creation. Hub and agents are\n` +
    `processes of their own that share ${availableParallelism()} processors with whatever else runs, ` +
    `Node ${process.version}, load average ${load}.\nThe moments are those of the jobs: what the hub does by its own clock;\n` +
    `what the agent does by the hub's acceptance and the agent's monotonic clock.`
  );
}

releaseWhenInterrupted();
try {
  const options = readStartOptions(process.argv.slice(2));
  if (!ensureConsoleBuilt((line) => console.error(line)))
    throw new Obstacle('The console could not be built.');
  console.log(
    await releasing(async (releases) => {
      console.error(`  ${options.agents} agents …`);
      return `${await measure(await openSite(options.agents, releases), options)}\n\n${note(options)}`;
    }),
  );
} catch (error) {
  console.error(error instanceof Obstacle ? error.message : error);
  process.exitCode = 1;
}
