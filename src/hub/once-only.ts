import { createHash } from 'node:crypto';
import { Refusal } from '#protocol/errors.ts';
import type { HubContext } from './hub-context.ts';
import type { OnceOnly } from './hub/once-only.ts';
import { KeyedTurns } from './wake/keyed-turns.ts';

/** How long an answer is kept. */
const KEPT_MILLISECONDS = 24 * 3600 * 1000;
/** Characters of an answer that is kept: a container has 1,000. */
const KEPT_CHARACTERS = 64 * 1024;
/** Keys of one actor that are kept at once: with the above the bound of what one of them may fill. */
const KEYS_PER_ACTOR = 5_000;

/** Requests of this hub and key wait for each other; what other hubs and earlier ones did is in the store. */
export function bindOnceOnly({ store, clock }: Pick<HubContext, 'store' | 'clock'>): OnceOnly {
  const turns = new KeyedTurns();
  const { keyedRequests } = store;
  return {
    run({ actor, key, digest }, perform) {
      const actorId = `${actor.kind} ${actor.id}`;
      const id = createHash('sha256').update(`${actorId}\n${key}`).digest('hex');
      return turns.run(id, async () => {
        const now = clock.now();
        const expiresAt = new Date(now.getTime() + KEPT_MILLISECONDS);
        const known = await keyedRequests.begin({ id, actorId, digest, expiresAt }, now);
        if (known !== undefined) return { answer: answerOf(known, digest), replayed: true };
        try {
          if ((await keyedRequests.countOf(actorId, KEYS_PER_ACTOR + 1)) > KEYS_PER_ACTOR) {
            throw new Refusal('tooManyAttempts', {
              detail: `An actor may use ${KEYS_PER_ACTOR} idempotency keys a day.`,
            });
          }
          const answer = await perform();
          const { body = '', ...head } = answer;
          await keyedRequests.answer(id, body.length > KEPT_CHARACTERS ? head : answer);
          return { answer, replayed: false };
        } catch (error) {
          if (changedNothing(error)) await keyedRequests.forget(id);
          throw error;
        }
      });
    },
  };
}

/** A refusal changes nothing. What ended in any other way may have happened in part: it is not tried again. */
const changedNothing = (error: unknown) =>
  error instanceof Refusal && error.code !== 'internal' && error.code !== 'timedOut';

function answerOf(
  known: { digest: string; answer?: { status: number; location?: string; body?: string } },
  digest: string,
) {
  if (known.digest !== digest) throw new Refusal('idempotencyKeyReused');
  if (known.answer === undefined) throw new Refusal('idempotencyKeyInUse');
  if (known.answer.body === undefined) {
    throw new Refusal('idempotencyKeyInUse', {
      detail: 'This request was carried out. Its answer was too long to be kept.',
    });
  }
  return known.answer;
}
