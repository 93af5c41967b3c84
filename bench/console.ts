import { availableParallelism, loadavg } from 'node:os';
import { ensureConsoleBuilt } from '#console-build.ts';
import { measureStorm } from './console/container-storm.ts';
import { readConsoleOptions } from './console/options.ts';
import { measurePages } from './console/pages.ts';
import { measureScripts } from './console/scripts.ts';
import { setConsoleStage, withBrowser } from './console/stage.ts';
import { Obstacle } from './options.ts';
import { releaseWhenInterrupted, releasing } from './releasing.ts';

/**
 * `npm run bench:console`: what a browser fetches first, how long the heaviest pages take the server, beside the same
 * pages of an empty hub, when they are painted, and how a container of ten thousand jobs bears that all of them run
 * within ten seconds. With `--server` only what the server takes. The tables, each with its aims, go to stdout, the
 * progress to stderr.
 */
releaseWhenInterrupted();
try {
  const options = readConsoleOptions(process.argv.slice(2));
  if (!ensureConsoleBuilt((line) => console.error(line)))
    throw new Obstacle('The console could not be built.');
  await releasing(async (releases) => {
    const stage = await setConsoleStage(releases);
    if (options.serverOnly) return console.log(`${await measurePages(stage, options)}\n`);
    const seen = await withBrowser(stage, releases);
    const { only } = options;
    if (only === 'scripts') console.log(`${await measureScripts(seen)}\n`);
    if (only === undefined || only === 'pages') console.log(`${await measurePages(seen, options)}\n`);
    if (only === undefined || only === 'storm') console.log(`${await measureStorm(seen, options.jobs)}\n`);
  });
  const load = loadavg().map((one) => one.toFixed(1));
  console.log(
    `Hub and browser share ${availableParallelism()} processors with whatever else runs, Node ${process.version}, ` +
      `load average ${load.join(' ')}.`,
  );
} catch (error) {
  console.error(error instanceof Obstacle ? error.message : error);
  process.exitCode = 1;
}
