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

/** What the database keeps most of. */
export const StoredKind = z.enum([
  'computers',
  'packages',
  'containers',
  'jobs',
  'outputChunks',
  'installations',
  'jobSummaries',
  'auditEntries',
]);
export type StoredKind = z.infer<typeof StoredKind>;

/** The hub's own health, for the system page. Bytes; spans in seconds. What has to be counted is up to a minute old. */
export const SystemView = z.object({
  /** When this was read. */
  at: Instant,
  version: z.string(),
  nodeVersion: z.string(),
  startedAt: Instant,
  timeZone: z.string(),
  /** When the hub was up, at most ten times, this time first. */
  runs: z.array(z.object({ from: Instant, to: Instant })),
  store: z.object({
    kind: z.enum(['embedded', 'mongodb']),
    answers: z.boolean(),
    /** How long it took just now. */
    pingMilliseconds: z.number().optional(),
    /** On its disk. */
    bytes: z.number().optional(),
    documents: z.array(z.object({ kind: StoredKind, count: z.number().int() })),
    /** Of the embedded store, as far as the command line of this machine wrote it. */
    lastBackup: z.object({ at: Instant, file: z.string(), bytes: z.number() }).optional(),
  }),
  sockets: z.object({ agents: z.number().int(), consoles: z.number().int() }),
  /** Of agents and consoles, since the start. */
  messages: z.object({ received: z.number().int(), sent: z.number().int() }),
  /** Milliseconds by which the event loop was late within the last seconds; absent until it was measured. */
  loopDelay: z.object({ median: z.number(), p99: z.number() }).optional(),
  /** Jobs that are due and not handed over, 100,000 at most; computers whose queues are to be looked at next. */
  queue: z.object({ dueJobs: z.number().int(), computers: z.number().int() }),
  computers: z.number().int(),
  /** Of all computers, by their number. */
  agentVersions: z.array(z.object({ version: z.string(), computers: z.number().int() })),
  memoryBytes: z.number().int(),
  /** Of that, what the program's own objects take. */
  heapBytes: z.number().int(),
  dataDirectory: z.object({ freeBytes: z.number(), totalBytes: z.number() }),
  /** Of packages, and of uploads that are under way. */
  contentBytes: z.number(),
  uploadBytes: z.number(),
  workers: z.array(WorkerView),
});
export type SystemView = z.infer<typeof SystemView>;
