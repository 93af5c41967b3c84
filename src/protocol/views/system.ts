import { z } from 'zod';
import { Instant } from '../identifiers.ts';

/** What the workers enforce, each by a rule of its own. */
export const WorkerRule = z.enum([
  'expire',
  'wake',
  'shutdown',
  'presence',
  'purge-containers',
  'purge-history',
  'purge-audit',
  'purge-sessions',
  'statistics',
]);
export type WorkerRule = z.infer<typeof WorkerRule>;

/** `resting`: between two runs. `failing`: the last run threw, hung or died; it is started again. */
export const WorkerState = z.enum(['resting', 'running', 'failing']);
export type WorkerState = z.infer<typeof WorkerState>;

export const WorkerView = z.object({
  rule: WorkerRule,
  state: WorkerState,
  /** Seconds between two runs. */
  everySeconds: z.number().int(),
  lastStartedAt: Instant.optional(),
  lastEndedAt: Instant.optional(),
  runs: z.number().int(),
  failures: z.number().int(),
  /** What all runs of this hub together have found due. */
  findings: z.number().int(),
  lastProblem: z.object({ at: Instant, text: z.string() }).optional(),
});
export type WorkerView = z.infer<typeof WorkerView>;

/** The hub's own health, for the system page. Bytes; spans in seconds. */
export const SystemView = z.object({
  version: z.string(),
  nodeVersion: z.string(),
  startedAt: Instant,
  timeZone: z.string(),
  store: z.object({ kind: z.enum(['embedded', 'mongodb']), answers: z.boolean() }),
  sockets: z.object({ agents: z.number().int(), consoles: z.number().int() }),
  computers: z.number().int(),
  memoryBytes: z.number().int(),
  dataDirectory: z.object({ freeBytes: z.number(), totalBytes: z.number() }),
  workers: z.array(WorkerView),
});
export type SystemView = z.infer<typeof SystemView>;
