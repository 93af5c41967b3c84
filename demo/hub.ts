import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { setTimeout as after } from 'node:timers/promises';
import { start, type Child } from './child.ts';
import { HubApi } from './hub-api.ts';
import { mongodbUri, Obstacle, ROOT } from './options.ts';
import { DATA, saveState, type State } from './state.ts';

const READY_MS = 60_000;
/** Building the console takes a few seconds, minutes on a machine that is busy. */
const BUILD_MS = 300_000;
const COMMAND_MS = 30_000;

export interface RunningHub {
  child: Child;
  origin: string;
  environment: Record<string, string | undefined>;
}

/** Starts the hub; it is not ready yet. */
export function startHub(port: number, state: State): RunningHub {
  const environment = {
    PORT: String(port),
    HOST: '127.0.0.1',
    DATA_DIR: join(DATA, 'hub'),
    MONGODB_URI: mongodbUri(state.database),
    ADMIN_PASSWORD: state.password,
    // Whoever runs a hub on this machine has set this for that one.
    ORIGIN: undefined,
  };
  const child = start({ name: 'hub', script: 'src/start.ts', args: [], env: environment }, state);
  return { child, origin: `http://127.0.0.1:${port}`, environment };
}

/** @throws Obstacle when it ends instead, or takes too long */
export async function untilReady({ child, origin }: RunningHub): Promise<void> {
  const built = existsSync(join(ROOT, 'build', 'handler.js'));
  if (!built) console.log('Building the console, this once …');
  const until = performance.now() + (built ? READY_MS : BUILD_MS);
  for (;;) {
    child.check();
    const ready = await fetch(`${origin}/readyz`, { signal: AbortSignal.timeout(5000) }).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    if (performance.now() > until)
      throw new Obstacle(`The hub did not become ready in time; see ${child.log}`);
    await after(100);
  }
}

/** A client with an admin's API token: the one of the last run when the hub still takes it, else a new one. */
export async function openApi(hub: RunningHub, state: State): Promise<HubApi> {
  if (state.apiToken !== undefined) {
    const api = new HubApi(hub.origin, state.apiToken);
    if (await api.accepted()) return api;
  }
  const name = `demo ${new Date().toISOString()}`;
  const command = ['src/cli/main.ts', 'api-token', 'create', '--name', name, '--role', 'admin'];
  const where = { cwd: ROOT, env: { ...process.env, ...hub.environment }, timeout: COMMAND_MS };
  const { stdout } = await promisify(execFile)(process.execPath, command, where).catch((error: Error) => {
    throw new Obstacle(`The command line gave no API token: ${error.message}`);
  });
  const [token = ''] = stdout.trim().split(/\s+/);
  if (token === '') throw new Obstacle('The command line gave no API token.');
  state.apiToken = token;
  saveState(state);
  return new HubApi(hub.origin, token);
}
