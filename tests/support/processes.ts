import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADMIN_PASSWORD } from './test-hub.ts';
import { mongodbServer } from './database-server.ts';
import { freshDatabase } from './fresh-database.ts';

const root = join(import.meta.dirname, '../..');

/** A program of the product, running as its user runs it. */
export interface TestProcess {
  pid: number;
  /** Everything it has printed so far. */
  printed(): string;
  /** Resolves when it has printed a line that fits; rejects when it ends before. */
  prints(pattern: RegExp): Promise<string>;
  /** Waits until it ends by itself. @returns the exit code */
  ended(): Promise<number | undefined>;
  /** Sends the signal and waits for the end. @returns the exit code, undefined after a signal */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | undefined>;
}

export function startProcess(
  file: string,
  options: {
    args?: string[];
    environment?: Record<string, string>;
    /** A command that becomes the program, under the same process id: `ip netns exec …`. */
    through?: string[];
  },
): TestProcess {
  const words = [...(options.through ?? []), process.execPath, join(root, file), ...(options.args ?? [])];
  const [program = process.execPath, ...args] = words;
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (child.pid === undefined) throw new Error(`${file} could not be started`);
  return watch(child, child.pid);
}

function watch(child: ChildProcess, pid: number): TestProcess {
  let text = '';
  let ended = false;
  const waiting = new Set<() => void>();
  const exit = new Promise<number | undefined>((resolve) => {
    child.once('close', (code) => {
      ended = true;
      for (const look of waiting) look();
      resolve(code ?? undefined);
    });
  });
  const hear = (data: Buffer) => {
    text += data.toString();
    for (const look of waiting) look();
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  return {
    pid,
    printed: () => text,
    prints: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(text);
          if (found === null && !ended) return;
          waiting.delete(look);
          if (found === null) reject(new Error(`ended without printing ${pattern}:\n${text}`));
          else resolve(found[0]);
        };
        waiting.add(look);
        look();
      }),
    ended: () => exit,
    end: (signal) => {
      if (!ended) child.kill(signal);
      return exit;
    },
  };
}

/** A real agent with a data folder of its own. `power`: only recorded. */
export interface AgentProcess extends TestProcess {
  dataDirectory: string;
}

export function startAgentProcess(options: {
  hub: string;
  /** Not needed by an agent that is enrolled already. */
  token?: string;
  name: string;
  dataDirectory: string;
  environment?: Record<string, string>;
  /** As of `startProcess`. */
  through?: string[];
  /** To a hub on another machine. */
  allowPlainHttp?: boolean;
}): AgentProcess {
  const { hub, token, name, dataDirectory, environment, through } = options;
  const args = ['--hub', hub, '--data', dataDirectory, '--name', name, '--power', 'report'];
  if (token !== undefined) args.push('--token', token);
  if (options.allowPlainHttp === true) args.push('--allow-plain-http');
  const started = startProcess('agent/main.ts', {
    args,
    ...(environment === undefined ? {} : { environment }),
    ...(through === undefined ? {} : { through }),
  });
  return { ...started, dataDirectory };
}

/** A folder that is removed with everything in it by `dispose`. */
export async function temporaryFolder(purpose: string): Promise<{ path: string; dispose(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), `reveille-${purpose}-`));
  return { path, dispose: () => rm(path, { recursive: true, force: true }) };
}

/** A hub as its own process, on a port that stays the same when it is started again. */
export interface HubProcess {
  address: string;
  environment: Record<string, string>;
  /** Starts it, again after an end; resolves when it is ready. */
  start(): Promise<TestProcess>;
  dispose(): Promise<void>;
}

/** @param options.embedded on its own store, also when this test run has a MongoDB */
export async function prepareHubProcess(options: { embedded?: boolean } = {}): Promise<HubProcess> {
  // Without a MongoDB the hub brings its own store, as it does for its users.
  const onMongodb = mongodbServer() !== undefined && options.embedded !== true;
  const database = onMongodb ? freshDatabase() : undefined;
  const folder = await temporaryFolder('hub-process');
  const port = await freePort();
  const environment = {
    PORT: String(port),
    HOST: '127.0.0.1',
    DATA_DIR: folder.path,
    MONGODB_URI: database?.uri ?? '',
    ADMIN_PASSWORD,
    LOG_LEVEL: 'info',
  };
  let running: TestProcess | undefined;
  return {
    address: `http://127.0.0.1:${port}`,
    environment,
    async start() {
      running = startProcess('src/server.ts', { environment });
      await running.prints(/the hub is ready/);
      return running;
    },
    async dispose() {
      await running?.end('SIGTERM');
      await database?.drop();
      await folder.dispose();
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
