import { z } from 'zod';

const text = z.string();
export const Entry = z.object({ name: text, version: text });
/** Against the list before: the first of each, and how many there were of all. */
export const SoftwareChanged = z.object({
  what: z.literal('software'),
  added: z.array(Entry),
  removed: z.array(Entry),
  updated: z.array(z.object({ name: text, from: text, to: text })),
  counts: z.object({ added: z.number(), removed: z.number(), updated: z.number() }),
});

export const HardwarePart = z.enum([
  'system',
  'kernel',
  'hostname',
  'model',
  'serial',
  'processor',
  'memory',
  'disk',
  'interface',
]);
export type HardwarePart = z.infer<typeof HardwarePart>;
/** `from` absent: it is new; `to` absent: it is gone. Numbers are bytes. */
export const HardwareChange = z.object({
  part: HardwarePart,
  /** Which disk or interface. */
  name: text.optional(),
  from: z.union([text, z.number()]).optional(),
  to: z.union([text, z.number()]).optional(),
});
export type HardwareChange = z.infer<typeof HardwareChange>;
export const HardwareChanged = z.object({ what: z.literal('hardware'), changes: z.array(HardwareChange) });
