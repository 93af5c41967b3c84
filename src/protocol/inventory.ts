import { z } from 'zod';
import { LIMITS } from './limits.ts';

const text = z.string().max(300);
const bytes = z.number().int().nonnegative();

export const NetworkInterface = z.object({
  name: text,
  /** Lower-case, colon-separated. */
  mac: z.string().max(40),
  wired: z.boolean(),
  addresses: z.array(z.object({ address: text, netmask: text, family: z.enum(['IPv4', 'IPv6']) })).max(32),
});

/** What a computer is. Changes seldom. */
export const Hardware = z.object({
  hostname: text,
  operatingSystem: z.object({
    family: z.enum(['linux', 'windows', 'macos']),
    name: text,
    version: text,
    kernel: text,
    architecture: text,
  }),
  manufacturer: text,
  model: text,
  serial: text,
  processor: z.object({ name: text, cores: z.number().int().nonnegative() }),
  memoryBytes: bytes,
  disks: z.array(z.object({ mount: text, type: text, sizeBytes: bytes, usedBytes: bytes })).max(64),
  interfaces: z.array(NetworkInterface).max(64),
});
export type Hardware = z.infer<typeof Hardware>;

/** Who sits there. Changes often. */
export const LoggedInUsers = z.array(z.object({ name: text, terminal: text, since: text })).max(200);
export type LoggedInUsers = z.infer<typeof LoggedInUsers>;

/** What the system's own package database lists. */
export const Software = z
  .array(z.object({ name: text, version: text, architecture: text.optional() }))
  .max(LIMITS.softwareEntries);
export type Software = z.infer<typeof Software>;

/** The parts of the inventory are sent apart, each only when its digest differs from what the hub has. */
export const InventoryPart = z.enum(['hardware', 'users', 'software']);
export type InventoryPart = z.infer<typeof InventoryPart>;

/** SHA-256 of each part's JSON as last stored by the hub; absent when the hub has none. */
export const InventoryDigests = z.partialRecord(InventoryPart, z.string().length(64));
export type InventoryDigests = z.infer<typeof InventoryDigests>;

export const InventoryReport = z.discriminatedUnion('part', [
  z.object({ part: z.literal('hardware'), digest: z.string().length(64), value: Hardware }),
  z.object({ part: z.literal('users'), digest: z.string().length(64), value: LoggedInUsers }),
  z.object({
    part: z.literal('software'),
    digest: z.string().length(64),
    value: Software,
    /** There is more than the list may hold: what it lacks may be there all the same. */
    isCut: z.literal(true).optional(),
  }),
]);
export type InventoryReport = z.infer<typeof InventoryReport>;
