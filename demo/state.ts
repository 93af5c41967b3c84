import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { ROOT } from './options.ts';

/** Everything the demo writes lies here; deleting the folder is a new beginning. */
export const DATA = resolve(ROOT, process.env.DEMO_DATA ?? 'demo-data');
const FILE = join(DATA, 'demo.json');

const State = z.object({
  /** A database of its own for each demo folder: it belongs together with the hub's key in that folder. */
  database: z.string(),
  /** The hub takes a first password only once, so a second run has to know it. */
  password: z.string(),
  apiToken: z.string().optional(),
  /** The demo that wrote this. */
  runner: z.number().int().positive().optional(),
  /** Processes of the last run, to be ended when that run could not do it itself. */
  processes: z.array(z.object({ pid: z.number().int().positive(), script: z.string() })),
});
export type State = z.infer<typeof State>;

function fresh(): State {
  return {
    database: `reveille-demo-${randomBytes(4).toString('hex')}`,
    password: randomBytes(9).toString('base64url'),
    processes: [],
  };
}

/** @returns what the last run left, or a new beginning */
export function readState(): State {
  mkdirSync(DATA, { recursive: true, mode: 0o700 });
  try {
    return State.parse(JSON.parse(readFileSync(FILE, 'utf8')));
  } catch {
    return fresh();
  }
}

/** Replaces the file as a whole: a run that is killed meanwhile leaves the old one. Its secrets are the owner's. */
export function saveState(state: State): void {
  writeFileSync(`${FILE}.new`, JSON.stringify(state, null, 2), { mode: 0o600 });
  renameSync(`${FILE}.new`, FILE);
}
