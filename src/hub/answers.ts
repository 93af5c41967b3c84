import type { Answer } from '#protocol/answer.ts';
import { Refusal } from '#protocol/errors.ts';
import { coerceError, type Log } from './log.ts';

/** Runs a request and makes an answer of its outcome: a refusal says its code, anything else is our fault. */
export async function answerOf<Value>(log: Log, handle: () => Promise<Value>): Promise<Answer<Value>> {
  try {
    return { ok: true, value: await handle() };
  } catch (error) {
    if (!(error instanceof Refusal)) {
      log.error({ err: coerceError(error) }, 'a socket request failed');
      return { ok: false, code: 'internal' };
    }
    return {
      ok: false,
      code: error.code,
      ...(error.detail === undefined ? {} : { detail: error.detail }),
      ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }),
    };
  }
}
