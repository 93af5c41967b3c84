import { z } from 'zod';
import { Identifier, Instant, MacAddress } from '../identifiers.ts';

/** `broadcast`: on an interface of the hub. `directed`: to the broadcast address of the computer's own subnet. */
export const WakeRoute = z.enum(['broadcast', 'directed', 'peer']);
export type WakeRoute = z.infer<typeof WakeRoute>;

/**
 * `waking`: packets are being sent. `awake`: its agent connected within the wake window. `noAnswer`: the window
 * ended. `stopped`: paused, cancelled, or nothing left to do. `impossible`: there is no MAC address, or no route.
 */
export const WakeState = z.enum(['waking', 'awake', 'noAnswer', 'stopped', 'impossible']);
export type WakeState = z.infer<typeof WakeState>;

/** One magic packet, or one that could not be sent. */
export const WakePacket = z.object({
  route: WakeRoute,
  mac: MacAddress,
  /** The hub's interface, `routing` where the system chose one, or the name of the computer that sent it. */
  via: z.string(),
  /** Where it was sent. */
  to: z.string(),
  problem: z.string().optional(),
});
export type WakePacket = z.infer<typeof WakePacket>;

/** Whether a computer is shut down after what it was woken for, and if not, why. */
export const WakeShutdown = z.enum([
  'notAsked',
  /** Asked for; decided when it has nothing left to do. */
  'pending',
  /** It was on already, came too late, or was not started by our packet. */
  'notWokenByUs',
  'ordered',
  'calledOff',
]);
export type WakeShutdown = z.infer<typeof WakeShutdown>;

/** The trace of one attempt to wake a computer. */
export const WakeView = z.object({
  id: Identifier,
  computerId: Identifier,
  computerName: z.string(),
  /** Absent: by hand. */
  containerId: Identifier.optional(),
  containerName: z.string().optional(),
  by: z.string(),
  state: WakeState,
  startedAt: Instant,
  windowEndsAt: Instant,
  /** The next burst of packets. */
  nextAt: Instant.optional(),
  bursts: z.array(z.object({ at: Instant, packets: z.array(WakePacket) })),
  /** When its agent connected. */
  awakeAt: Instant.optional(),
  /** Whether it has started or resumed after our first packet: not one that was only cut off. */
  wokenByUs: z.boolean(),
  shutdown: WakeShutdown,
  /** Why it is impossible or was stopped; of one that answered, why its shutdown was called off. */
  detail: z.string().optional(),
  revision: z.number().int(),
});
export type WakeView = z.infer<typeof WakeView>;
