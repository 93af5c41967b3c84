import { setTimeout as after } from 'node:timers/promises';
import { z } from 'zod';
import type { CreateContainer } from '#protocol/requests.ts';
import { ContainerView, JobView } from '#protocol/views/container.ts';
import { InstallationView } from '#protocol/views/package.ts';
import { startAgent, untilOnline } from './agent.ts';
import { endLeftovers, type Child } from './child.ts';
import { follow, summary } from './follow.ts';
import type { HubApi } from './hub-api.ts';
import { openApi, startHub, untilReady } from './hub.ts';
import { mongodbUri, Obstacle, readOptions, type Options } from './options.ts';
import { freePort } from './port.ts';
import { ensureSamplePackage } from './sample.ts';
import { DATA, readState, type State } from './state.ts';

/**
 * `npm run demo`: a hub, an agent for this very computer, and one real deployment between them, with nothing but
 * what any user has: settings, the command line, the REST API.
 */
const children: Child[] = [];
let interrupted = false;
let succeeded = false;
const check = () => children.forEach((child) => child.check());

async function stopChildren(): Promise<void> {
  for (const child of children.toReversed()) await child.stop();
}

function welcome(origin: string, state: State): void {
  const where = mongodbUri(state.database) === undefined ? '' : ` and the database ${state.database}`;
  console.log(`
  Console    ${origin}
  User       admin
  Password   ${state.password}
  Kept in    ${DATA}${where} (remove it to begin anew)
`);
}

/** Deploys the sample to this computer and shows it live. @returns whether the job succeeded and is on record */
async function deploy(api: HubApi, origin: string): Promise<boolean> {
  const computer = await untilOnline(api, check);
  console.log(
    `Agent online: ${computer.name}${computer.address === undefined ? '' : ` (${computer.address})`}`,
  );
  const { sample, uploaded } = await ensureSamplePackage(api);
  console.log(`${uploaded ? 'Uploaded' : 'On the hub already'}: ${sample.familyName} ${sample.version}`);

  const wanted: z.input<typeof CreateContainer> = {
    name: `Demo of ${new Date().toLocaleString()}`,
    computerIds: [computer.id],
    packageIds: [sample.id],
    forceReinstall: true,
  };
  const container = await api.ask({ path: '/api/v1/job-containers', body: wanted, answer: ContainerView });
  console.log(`Deploying: ${origin}/containers/${container.id}\n`);
  const { rows } = await api.ask({
    path: `/api/v1/job-containers/${container.id}/jobs`,
    answer: z.object({ rows: z.array(JobView) }),
  });
  const [job] = rows;
  if (job === undefined) throw new Obstacle('The job container has no job.');
  const ended = await follow(api, job, check);
  console.log(`\n${summary(ended)}`);
  return ended.state === 'succeeded' && (await isRecorded({ api, job: ended, sampleId: sample.id }));
}

async function isRecorded(question: { api: HubApi; job: JobView; sampleId: string }): Promise<boolean> {
  const { api, job, sampleId } = question;
  const until = performance.now() + 10_000;
  do {
    const { rows } = await api.ask({
      path: `/api/v1/computers/${job.computerId}/installations`,
      answer: z.object({ rows: z.array(InstallationView) }),
    });
    if (rows.some((row) => row.packageId === sampleId && row.jobId === job.id)) {
      console.log('Recorded in the database as installed.');
      return true;
    }
    await after(200);
  } while (performance.now() < until);
  console.error('The job succeeded, but the hub shows no installation of it.');
  return false;
}

async function demo(options: Options): Promise<boolean> {
  const state = readState();
  // Asked before anything is touched: an address that is none must not leave a half-made demo behind.
  mongodbUri(state.database);
  await endLeftovers(state);
  const port = await freePort(options.port);
  const hub = startHub(port, state);
  children.push(hub.child);
  await untilReady(hub);
  welcome(hub.origin, state);
  const api = await openApi(hub, state);
  children.push(await startAgent({ api, origin: hub.origin, state }));
  succeeded = await deploy(api, hub.origin);
  if (options.once) return succeeded;
  console.log(`\nEverything stays up: look around at ${hub.origin}. Ctrl-C ends it.`);
  for (;;) {
    check();
    await after(500);
  }
}

function interrupt(): void {
  if (interrupted) {
    children.forEach((child) => child.kill());
    process.exit(1);
  }
  interrupted = true;
  console.log('\nStopping the agent and the hub …');
  void stopChildren().then(() => process.exit(succeeded ? 0 : 130));
}
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);

try {
  process.exitCode = (await demo(readOptions(process.argv.slice(2)))) ? 0 : 1;
} catch (error) {
  // Whoever interrupts it knows why the hub no longer answers.
  if (!interrupted) console.error(error instanceof Obstacle ? error.message : error);
  process.exitCode = 1;
} finally {
  if (!interrupted) await stopChildren();
}
