import type { ErrorCode } from './errors.ts';

/** How every socket request is answered. */
export type Answer<Value> =
  { ok: true; value: Value } | { ok: false; code: ErrorCode; detail?: string; retryAfter?: number };
