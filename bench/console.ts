import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { ensureConsoleBuilt } from '#console-build.ts';
import { measureStorm } from './console/container-storm.ts';
import { measureServerTime } from './console/server-time.ts';
import { setConsoleStage } from './console/stage.ts';
import { Obstacle } from './options.ts';
import { releaseWhenInterrupted, releasing } from './releasing.ts';

/**
 * `npm run bench:console [-- --jobs N]`: how the console does with large deployments, in a real browser. The tables go
 * to stdout, the progress to stderr.
 */
const { values } = parseArgs({ options: { jobs: { type: 'string', default: '10000' } } });
const jobs = Number(values.jobs);

releaseWhenInterrupted();
try {
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > 100_000)
    throw new Obstacle('--jobs is a whole number from 1 to 100000.');
  if (!ensureConsoleBuilt((line) => console.error(line)))
    throw new Obstacle('The console could not be built.');
  await releasing(async (releases) => {
    const stage = await setConsoleStage(releases);
    console.error('  server time …');
    console.log(`${await measureServerTime(stage, jobs)}\n`);
    console.error('  storm …');
    console.log(`${await measureStorm(stage, jobs)}\n`);
  });
  const load = loadavg().map((number) => number.toFixed(1));
  console.log(
    `Hub and browser share ${availableParallelism()} processors with whatever else runs; Node ${process.version}, load average ${load.join(' ')}.`,
  );
} catch (error) {
  console.error(error instanceof Obstacle ? error.message : error);
  process.exitCode = 1;
}
