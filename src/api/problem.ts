import { z } from 'zod';
import { ERRORS, isErrorCode, type ErrorCode, type Refusal } from '#protocol/errors.ts';
import { json, type Reply } from './reply.ts';

/** A problem document (RFC 9457). */
export const Problem = z.object({
  type: z.string(),
  /** One sentence for people. */
  title: z.string(),
  status: z.number().int(),
  code: z.enum(Object.keys(ERRORS).filter(isErrorCode) as [ErrorCode, ...ErrorCode[]]),
  detail: z.string().exactOptional(),
  /** Wrong fields of the input; `path` is dotted. */
  fields: z.array(z.object({ path: z.string(), message: z.string() })).exactOptional(),
});

/** The problem document for a refusal. */
export function problem(refusal: Refusal, headers: Record<string, string> = {}): Reply {
  const [status, sentence] = ERRORS[refusal.code];
  const value = {
    type: `urn:reveille:error:${refusal.code}`,
    title: sentence,
    status,
    code: refusal.code,
    ...(refusal.detail === undefined ? {} : { detail: refusal.detail }),
    ...(refusal.fields.length === 0 ? {} : { fields: refusal.fields }),
  };
  return json(status, value, {
    ...(status === 401 ? { 'www-authenticate': 'Bearer realm="reveille"' } : {}),
    ...(refusal.retryAfter === undefined
      ? {}
      : { 'retry-after': String(Math.ceil(refusal.retryAfter / 1000)) }),
    ...headers,
    'content-type': 'application/problem+json; charset=utf-8',
  });
}
