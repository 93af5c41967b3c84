import type { Actor } from '#domain/entities.ts';
import type { KeptAnswer } from '#store/contract/keyed-requests.ts';

/** Requests that carry an idempotency key are done once, however often they are sent. */
export interface OnceOnly {
  /**
   * Performs a request, unless one with this key of this actor was performed within the last day: then it answers
   * what that one answered. One that was refused has changed nothing and may be repeated. Two at the same time:
   * the second waits for the first. Refusals: those of `perform`; `idempotencyKeyReused` for another request,
   * `idempotencyKeyInUse` when the answer of the first is not known, `tooManyAttempts` for too many keys.
   */
  run(
    request: { actor: Actor; key: string; digest: string },
    perform: () => Promise<KeptAnswer>,
  ): Promise<{ answer: KeptAnswer; replayed: boolean }>;
}
