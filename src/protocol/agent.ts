import { z } from 'zod';
import { AttemptKey, Identifier, Instant, Name, Nonce, PublicKey, Sha256, Signature } from './identifiers.ts';
import { InventoryDigests, InventoryReport } from './inventory.ts';
import { FailureReason, OutputStream } from './job.ts';
import { LIMITS } from './limits.ts';
import { OrderAnswer, SignedOrder } from './orders.ts';
import { PreStageFailureReason } from './pre-stage.ts';

/**
 * The conversation on namespace `/agent`. Every request is answered `{ ok: true, value }` or
 * `{ ok: false, code, detail }`. Order: `identify`, then `enrol` or `prove`, then `hello`; only then is the
 * session ready and anything else allowed (`outOfOrder`).
 */
export const AGENT_NAMESPACE = '/agent';
export const PROTOCOL_VERSION = 2;

export const Identify = z.object({
  protocolVersion: z.number().int(),
  publicKey: PublicKey,
  nonce: Nonce,
});
/** The hub proves itself first: an agent gives nothing to a hub whose fingerprint is not the one it knows. */
export const Identified = z.object({ hubPublicKey: PublicKey, nonce: Nonce, signature: Signature });

export const Enrol = z.object({
  tokenId: Identifier,
  secret: z.string().min(20).max(100),
  name: Name,
  /** Over `enrolProofText`. */
  signature: Signature,
});
export const Enrolled = z.object({ computerId: Identifier });

/** `signature`: over `agentProofText`. */
export const Prove = z.object({ computerId: Identifier, signature: Signature });
export const Proved = z.object({});

/**
 * An attempt the agent knows of. `held`: accepted, its result is not yet produced; `begun` says whether its
 * procedure was ever started. `finished`: its result lies in the outbox and will be sent.
 */
export const KnownAttempt = z.object({
  ...AttemptKey.shape,
  phase: z.enum(['held', 'finished']),
  begun: z.boolean(),
});
export type KnownAttempt = z.infer<typeof KnownAttempt>;

/** Content of the hub that an agent holds. */
const HeldContents = z.array(Sha256).max(LIMITS.contentsPerComputer);

export const Hello = z.object({
  agentVersion: z.string().max(60),
  /** Changes with every boot of the operating system. */
  bootId: z.string().max(100),
  uptimeSeconds: z.number().nonnegative(),
  /** Since the last boot or the last resume from sleep, whichever is later. Never more than the uptime. */
  awakeSeconds: z.number().nonnegative(),
  /** Changes with every start of the agent's process. */
  processId: z.string().max(100),
  attempts: z.array(KnownAttempt).max(LIMITS.attemptsPerHello),
  /**
   * Content that lies whole and verified in its cache, what was needed last first. Absent: an agent that knows
   * nothing of pre-staging; it is sent no order for it.
   */
  contents: HeldContents.optional(),
});
export type Hello = z.infer<typeof Hello>;

export const Welcome = z.object({
  hubTime: Instant,
  hubVersion: z.string(),
  inventory: InventoryDigests,
  /** Held attempts the hub no longer wants: the agent forgets them, provided they have not begun. */
  drop: z.array(AttemptKey),
  /** Held attempts that somebody cancelled meanwhile: the agent stops them, also when they run. */
  cancel: z.array(AttemptKey),
  /** Content that waiting jobs of this computer need. Absent: this hub does not ask what the agent holds. */
  keep: z.array(Sha256).optional(),
});
export type Welcome = z.infer<typeof Welcome>;

/** Milliseconds on the agent's monotonic clock since it accepted the attempt. */
const sinceAccepted = z.number().nonnegative();

/** A durable step of an attempt. Numbered in the outbox, resent until acknowledged. */
export const AttemptEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('downloading'), ...AttemptKey.shape, sinceAccepted }),
  z.object({ event: z.literal('unpacking'), ...AttemptKey.shape, sinceAccepted }),
  z.object({ event: z.literal('executing'), ...AttemptKey.shape, sinceAccepted }),
  z.object({ event: z.literal('succeeded'), ...AttemptKey.shape, sinceAccepted, exitCode: z.number().int() }),
  z.object({
    event: z.literal('failed'),
    ...AttemptKey.shape,
    sinceAccepted,
    reason: FailureReason,
    exitCode: z.number().int().optional(),
    detail: z.string().max(2000).optional(),
  }),
  z.object({
    event: z.literal('cancelled'),
    ...AttemptKey.shape,
    sinceAccepted,
    exitCode: z.number().int().optional(),
  }),
  /** The time in which it might begin is over: it has not begun and never will. */
  z.object({ event: z.literal('expired'), ...AttemptKey.shape, sinceAccepted }),
]);
export type AttemptEvent = z.infer<typeof AttemptEvent>;

/** `number`: position in this agent's outbox, growing by one. */
export const Report = z.object({ number: z.number().int().positive(), event: AttemptEvent });
/** `known`: the hub had it already. A refused report (`code`) changes nothing and is not sent again. */
export const Recorded = z.object({ outcome: z.enum(['recorded', 'known']) });

/** One piece of output. Sequences of an attempt start at 1 and grow by one, both streams counted together. */
export const OutputChunk = z.object({
  sequence: z.number().int().positive(),
  stream: OutputStream,
  text: z.string().min(1).max(LIMITS.outputChunkBytes),
  sinceAccepted,
});
export type OutputChunk = z.infer<typeof OutputChunk>;

export const Output = z.object({
  ...AttemptKey.shape,
  chunks: z.array(OutputChunk).min(1).max(LIMITS.outputChunksPerMessage),
});
/** All chunks up to this sequence are in the database. */
export const OutputStored = z.object({ stored: z.number().int().nonnegative() });

/** Lost when the connection is: the next one tells more. Sent at most five times a second. */
export const Progress = z.object({
  ...AttemptKey.shape,
  receivedBytes: z.number().int().nonnegative(),
  totalBytes: z.number().int().nonnegative(),
});
export type Progress = z.infer<typeof Progress>;

/**
 * What becomes of a power order. `counting`: somebody is logged in, it happens in so many seconds. `acting`: it
 * happens now. `recorded`: this agent only records what it would do. `declined`: somebody is logged in and no time
 * was given. `failed`: the system refused.
 */
export const PowerReport = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('counting'),
    requestId: Identifier,
    inSeconds: z.number().nonnegative(),
    users: z.array(z.string().max(300)).max(200),
  }),
  z.object({ state: z.literal('acting'), requestId: Identifier }),
  z.object({ state: z.literal('recorded'), requestId: Identifier }),
  z.object({
    state: z.literal('declined'),
    requestId: Identifier,
    users: z.array(z.string().max(300)).max(200),
  }),
  z.object({ state: z.literal('failed'), requestId: Identifier, detail: z.string().max(2000) }),
]);
export type PowerReport = z.infer<typeof PowerReport>;

/**
 * What the agent holds now, all of it, and how the pre-stage it was ordered last has ended, when it has. Told anew
 * whenever either changes; what is lost with a connection, the next hello tells.
 */
export const ContentReport = z.object({
  held: HeldContents,
  ended: z
    .object({
      grantId: Identifier,
      /** Absent: it is there. */
      failure: z.object({ reason: PreStageFailureReason, detail: z.string().max(2000) }).optional(),
    })
    .optional(),
});
export type ContentReport = z.infer<typeof ContentReport>;

export const Nothing = z.object({});

/** What agents ask of the hub, each with an answer. */
export const agentToHub = {
  identify: { message: Identify, reply: Identified },
  enrol: { message: Enrol, reply: Enrolled },
  prove: { message: Prove, reply: Proved },
  hello: { message: Hello, reply: Welcome },
  report: { message: Report, reply: Recorded },
  output: { message: Output, reply: OutputStored },
  progress: { message: Progress, reply: Nothing },
  inventory: { message: InventoryReport, reply: Nothing },
  power: { message: PowerReport, reply: Nothing },
  contents: { message: ContentReport, reply: Nothing },
} as const;

/** What the hub asks of agents. `goodbye` has no answer: the hub is about to stop or the session was superseded. */
export const hubToAgent = {
  order: { message: SignedOrder, reply: OrderAnswer },
  goodbye: { message: z.object({ reason: z.enum(['hubStops', 'superseded', 'removed']) }) },
} as const;
