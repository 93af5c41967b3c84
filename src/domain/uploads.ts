import type { Actor } from './entities.ts';

const KEPT_MS = 24 * 3600_000;

/** Who began an upload. */
export type Uploader = Pick<Actor, 'kind' | 'id'>;

/** K1: until when an upload stays without another byte, and finished content without a package. */
export const keptUntil = (lastByteAt: Date): Date => new Date(lastByteAt.getTime() + KEPT_MS);

/** K1. */
export const isExpired = (lastByteAt: Date, now: Date): boolean => keptUntil(lastByteAt) <= now;

/** K2: another user, or another token of the same user, goes on with nothing that this one began. */
export const mayGoOn = (began: Uploader, actor: Uploader): boolean =>
  began.kind === actor.kind && began.id === actor.id;

export type Acceptance = { takes: number } | { wrongOffset: number } | { beyond: number };

/**
 * K3: what becomes of bytes that are sent for a place in a file. `announced` and `received`: of the file.
 * @returns `takes`: how many bytes still belong to it; `wrongOffset`: where it is instead; `beyond`: how many it has
 */
export function acceptBytes(
  file: { announced: number; received: number },
  sent: { offset: number; bytes: number | undefined },
): Acceptance {
  if (sent.offset !== file.received) return { wrongOffset: file.received };
  const left = file.announced - file.received;
  return (sent.bytes ?? 0) > left ? { beyond: file.announced } : { takes: left };
}
