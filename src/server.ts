import { systemClock } from '#hub/clock.ts';
import { coerceError, createLog } from '#hub/log.ts';
import { readConfig, ConfigError, type Config } from './config.ts';
import { builtConsole, developmentConsole } from './http/console-handler.ts';
import { Releases } from './releases.ts';
import { serve } from './serve.ts';

function readConfigOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const line of error.lines) console.error(line);
    process.exit(2);
  }
}

const config = readConfigOrExit();
const log = createLog({ level: config.LOG_LEVEL, pretty: process.stdout.isTTY });
const releases = new Releases((name, problem) => log.error({ name, problem }, 'a part did not stop cleanly'));

let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'the hub stops; the same signal again ends it at once');
    void releases.releaseAll().then(() => process.exit(0));
  });
}
// A promise nobody waited for is a fault of ours, and logged as one; it is no reason to leave thousands of agents alone.
process.on('unhandledRejection', (reason) =>
  log.error({ err: coerceError(reason) }, 'a rejection nobody handled'),
);
process.on('uncaughtException', (error) => {
  log.fatal({ err: error }, 'an error nobody handled; the hub stops');
  process.exitCode = 1;
  void releases.releaseAll().then(() => process.exit(1));
});

try {
  const development = process.argv.includes('--dev');
  await serve({
    config,
    clock: systemClock,
    log,
    releases,
    openConsole: development ? developmentConsole : builtConsole,
    sharesUpgrades: development,
    workers: true,
  });
} catch (error) {
  const { message } = coerceError(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    console.error(`Port ${config.PORT} is in use: stop what runs there, or set PORT.`);
  else log.fatal({ err: coerceError(error) }, message);
  await releases.releaseAll();
  process.exit(1);
}
