import { z } from 'zod';
import { ERRORS, type ErrorCode, isErrorCode } from '#protocol/errors.ts';
import { REMOTE_EXIT, RemoteEnd } from './exit.ts';

/** The hub does not answer, or not now: trying again later may help. */
export class HubUnreachable extends RemoteEnd {
  constructor(line: string) {
    super(REMOTE_EXIT.noHub, [line]);
    this.name = 'HubUnreachable';
  }
}

/** What the hub has refused, in its own words. */
export class HubRefusal extends RemoteEnd {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, lines: readonly string[]) {
    super(code === 'invalidInput' ? REMOTE_EXIT.wrongUsage : REMOTE_EXIT.noHub, lines);
    this.name = 'HubRefusal';
    this.code = code;
  }
}

/** A problem document (RFC 9457) as the hub writes it. */
const Problem = z.object({
  title: z.string(),
  code: z.string(),
  detail: z.string().optional(),
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** Codes that say: not now. */
const PASSING: readonly ErrorCode[] = [
  'unavailable',
  'stopping',
  'timedOut',
  'tooManyAttempts',
  'idempotencyKeyInUse',
];
/** What a proxy answers while the hub behind it is away. */
const PASSING_STATUS = [502, 503, 504];

/** The failure that an answer with this status and body means. */
export function failureOfAnswer({ status, text }: { status: number; text: string }): RemoteEnd {
  const problem = Problem.safeParse(json(text));
  if (!problem.success) {
    return PASSING_STATUS.includes(status)
      ? new HubUnreachable(`The hub does not answer: its proxy says ${status}.`)
      : new RemoteEnd(REMOTE_EXIT.noHub, [
          `What answers there (status ${status}) is not a hub's API. Is the address right?`,
        ]);
  }
  const { title, code, detail, fields = [] } = problem.data;
  const sentence = `${isErrorCode(code) ? ERRORS[code][1] : title} (${code})`;
  // With one field the detail says the same.
  const named = fields.map(({ path, message }) => `  ${path === '' ? 'the whole' : path}: ${message}`);
  const lines = [sentence, ...(detail === undefined || named.length > 0 ? [] : [`  ${detail}`]), ...named];
  if (!isErrorCode(code)) return new RemoteEnd(REMOTE_EXIT.noHub, lines);
  return PASSING.includes(code) ? new HubUnreachable(lines.join(' ')) : new HubRefusal(code, lines);
}

/** Undefined for anything else. */
export function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What the network says is in the cause; its message names the address and the trouble. */
export function unreachable(hub: URL, error: unknown): HubUnreachable {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const said = cause instanceof Error ? cause.message || errorCode(cause) : String(cause);
  return new HubUnreachable(`The hub at ${hub.origin} cannot be reached: ${said.split('\n', 1)[0] ?? ''}`);
}

const errorCode = (error: Error) =>
  'code' in error && typeof error.code === 'string' ? error.code : error.name;
