import { z } from 'zod';
import { AttemptKey, Identifier, Instant, MacAddress, Nonce, Sha256, Signature } from './identifiers.ts';
import { JobAction } from './job.ts';
import { LIMITS } from './limits.ts';

/**
 * Orders of the hub. An order travels as its JSON text and a signature over that very text (see `orderText`), so
 * that nothing has to be brought into a canonical form. The agent verifies, then parses, then checks that the
 * order is for itself, for this session, newer than the last one and not expired.
 */
const bound = {
  computerId: Identifier,
  /** The hub's nonce of this session: an order recorded in another session is worthless. */
  session: Nonce,
  /** Grows with every order of the session: an order cannot be shown twice. */
  counter: z.number().int().positive(),
  expiresAt: Instant,
};

export const JobOrder = z.object({
  ...bound,
  purpose: z.literal('job'),
  ...AttemptKey.shape,
  action: JobAction,
  /** For the agent's log and for what the procedure sees in its environment. */
  package: z.object({ id: Identifier, name: z.string(), version: z.string() }),
  procedure: z.string().min(1).max(LIMITS.joinedProcedureLength),
  /** Empty: every exit code counts as success. */
  successCodes: z.array(z.number().int()).max(100),
  /** Absent: the procedure runs in an empty folder. */
  content: z.object({ sha256: Sha256, bytes: z.number().int().positive() }).optional(),
  timeLimitSeconds: z.number().int().positive(),
  /**
   * Milliseconds from its acceptance in which the procedure may begin: to the end date or the end of the time
   * frame. Absent: whenever. Counted by the agent, so that it holds where the hub cannot be reached.
   */
  mayStartForMilliseconds: z.number().int().nonnegative().optional(),
});
export type JobOrder = z.infer<typeof JobOrder>;

export const CancelOrder = z.object({ ...bound, purpose: z.literal('cancel'), ...AttemptKey.shape });
export type CancelOrder = z.infer<typeof CancelOrder>;

/** Gives an attempt back, provided it has not begun: one that runs is not touched. */
export const WithdrawOrder = z.object({ ...bound, purpose: z.literal('withdraw'), ...AttemptKey.shape });
export type WithdrawOrder = z.infer<typeof WithdrawOrder>;

/** What can be done to a computer as a whole, or to its agent. */
export const PowerAction = z.enum(['restart', 'shutdown', 'restartAgent']);
export type PowerAction = z.infer<typeof PowerAction>;

/**
 * Restarts or shuts down, with regard for whoever is logged in. A newer power order takes the place of the one the
 * agent is counting down. What becomes of it is told by `power` reports.
 */
export const PowerOrder = z.object({
  ...bound,
  purpose: z.literal('power'),
  /** Of the request at the hub: reports name it. */
  requestId: Identifier,
  action: PowerAction,
  /**
   * `considerate`: with nobody logged in at once, otherwise after warnings and `graceSeconds`. `fixed`: after
   * `graceSeconds`, whoever is logged in: a person has decided the moment.
   */
  manner: z.enum(['considerate', 'fixed']),
  /** Absent, with `considerate`: not at all while somebody is logged in. */
  graceSeconds: z.number().int().min(0).max(LIMITS.powerGraceSeconds).optional(),
  reason: z.string().max(LIMITS.messageLength),
  /** What users are told. `{action}`, `{time}` and `{reason}` are filled in by the agent. */
  warning: z.string().min(1).max(LIMITS.messageLength),
});
export type PowerOrder = z.infer<typeof PowerOrder>;

/** Forgets a power order whose time has not come, and tells the users. */
export const CallOffOrder = z.object({ ...bound, purpose: z.literal('callOff'), requestId: Identifier });
export type CallOffOrder = z.infer<typeof CallOffOrder>;

/** Asks an agent to send a magic packet into its own subnet, for a neighbour that sleeps. */
export const WakeOrder = z.object({
  ...bound,
  purpose: z.literal('wake'),
  mac: MacAddress,
  /** SecureOn password: six bytes in the notation of a MAC address. */
  secureOn: MacAddress.optional(),
  /** The target's address and netmask: tells the agent which of its interfaces is meant. */
  subnet: z.object({ address: z.ipv4(), netmask: z.ipv4() }),
});
export type WakeOrder = z.infer<typeof WakeOrder>;

export const MessageOrder = z.object({
  ...bound,
  purpose: z.literal('message'),
  text: z.string().min(1).max(LIMITS.messageLength),
});
export type MessageOrder = z.infer<typeof MessageOrder>;

/**
 * What content the agent is to keep, and what it is to bring into its cache now, for jobs that may not begin yet.
 * Each takes the place of the one before it: without `fetch` what is being brought is given up, and what has arrived
 * of it is kept for later.
 */
export const PreStageOrder = z.object({
  ...bound,
  purpose: z.literal('preStage'),
  keep: z.array(Sha256).max(LIMITS.contentsPerComputer),
  fetch: z
    .object({
      /** Requests for the content name it. */
      grantId: Identifier,
      content: z.object({ sha256: Sha256, bytes: z.number().int().positive() }),
      /** From then on the hub gives nothing for it. */
      until: Instant,
    })
    .optional(),
});
export type PreStageOrder = z.infer<typeof PreStageOrder>;
/** Reads the inventory anew and sends all of it, whether or not it has changed. */
export const InventoryOrder = z.object({ ...bound, purpose: z.literal('inventory') });
export type InventoryOrder = z.infer<typeof InventoryOrder>;

export const Order = z.discriminatedUnion('purpose', [
  JobOrder,
  CancelOrder,
  WithdrawOrder,
  PowerOrder,
  CallOffOrder,
  WakeOrder,
  MessageOrder,
  PreStageOrder,
  InventoryOrder,
]);
export type Order = z.infer<typeof Order>;
export type OrderPurpose = Order['purpose'];
/** What the sender decides; the binding to session, counter and expiry is added when it is signed. */
export type OrderContent = Order extends infer O
  ? O extends Order
    ? Omit<O, keyof typeof bound>
    : never
  : never;

export const SignedOrder = z.object({
  purpose: z.enum([
    'job',
    'cancel',
    'withdraw',
    'power',
    'callOff',
    'wake',
    'message',
    'preStage',
    'inventory',
  ]),
  /** Room for the longest procedure, should each of its characters take six in JSON. */
  body: z.string().max(320 * 1024),
  signature: Signature,
});
export type SignedOrder = z.infer<typeof SignedOrder>;

/**
 * The agent's answer. `accepted`: journalled, will be done. `known`: held already (a repeated offer). `busy`: a job
 * is held, this order was not taken. `notHeld`: nothing to cancel here. `cancelled`: it had not begun
 * and never will. `stopping`: it runs, its process tree is being stopped, a report follows. `withdrawn`: it had not
 * begun and is forgotten. `tooLate`: it has begun or ended, its report follows. `refused`: the order does not verify.
 */
export const OrderAnswer = z.object({
  answer: z.enum([
    'accepted',
    'known',
    'busy',
    'notHeld',
    'cancelled',
    'stopping',
    'withdrawn',
    'tooLate',
    'refused',
  ]),
  detail: z.string().max(500).optional(),
  /** Of a message: who was logged in when it was shown. Absent: that could not be found out. */
  shownTo: z.array(z.string().max(300)).max(200).optional(),
});
export type OrderAnswer = z.infer<typeof OrderAnswer>;
