import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BINARIES = fileURLToPath(new URL('../../node_modules/.bin', import.meta.url));

/** Output beyond this is dropped from the front: what went wrong stands at the end. */
const GATHERED_CHARACTERS = 512 * 1024;
const GRACE_MS = 10_000;

export interface Command {
  /** A program of `node_modules/.bin` or of the system. */
  program: string;
  args: string[];
  env?: Record<string, string>;
  /** `gather`: kept and returned; default: shown as it comes. */
  output?: 'show' | 'gather';
  /** Default 25: none of ours may hang a whole run. */
  limitMinutes?: number;
}

export interface Ended {
  /** null when a signal ended it, or when it could not be started. */
  code: number | null;
  seconds: number;
  output: string;
}

/** What was compiled for one process serves the next: loading is a third of what starting a hub or an agent costs. */
const COMPILED = fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url));

/** This process's environment with the project's own Node and programs first. */
export function environment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const path = process.env.PATH ?? '';
  const first = path.split(delimiter)[0] === BINARIES ? path : `${BINARIES}${delimiter}${path}`;
  return { NODE_COMPILE_CACHE: COMPILED, ...process.env, PATH: first, ...more };
}

/** Runs a program in the project's folder to its end, or to its limit. Never rejects. */
export function run(command: Command): Promise<Ended> {
  const { program, args, env, output = 'show', limitMinutes = 25 } = command;
  const started = performance.now();
  let gathered = '';
  const keep = (text: string) => {
    gathered = (gathered + text).slice(-GATHERED_CHARACTERS);
  };
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: environment(env),
      stdio: [
        'ignore',
        ...(output === 'show' ? (['inherit', 'inherit'] as const) : (['pipe', 'pipe'] as const)),
      ],
    });
    child.stdout?.setEncoding('utf8').on('data', keep);
    child.stderr?.setEncoding('utf8').on('data', keep);
    const stop = () => child.kill('SIGTERM');
    process.once('SIGTERM', stop);
    let kill: NodeJS.Timeout | undefined;
    const limit = setTimeout(() => {
      console.error(`${program} ${args.join(' ')} took longer than ${limitMinutes} minutes and is stopped.`);
      stop();
      kill = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    }, limitMinutes * 60_000);
    const end = (code: number | null) => {
      clearTimeout(limit);
      clearTimeout(kill);
      process.off('SIGTERM', stop);
      resolve({ code, seconds: (performance.now() - started) / 1000, output: gathered });
    };
    child.once('error', (error) => {
      keep(`${program}: ${error.message}\n`);
      end(null);
    });
    child.once('close', end);
  });
}
