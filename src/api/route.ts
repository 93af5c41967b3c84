import type { IncomingMessage } from 'node:http';
import type { Actor } from '#domain/entities.ts';
import type { Hub } from '#hub/hub.ts';
import type { Reply } from './reply.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** What a handler knows of its request. */
export interface Call {
  hub: Hub;
  actor: Actor;
  request: IncomingMessage;
  /** The address as it was asked for. Its host is not to be trusted. */
  url: URL;
  /** A part of the path by its name in the pattern, decoded. */
  param(name: string): string;
  /**
   * The JSON object of the body, of at most so many bytes (default 1 MiB); an absent body is an empty one.
   * @throws Refusal `invalidInput`, `tooLarge` …
   */
  body(most?: number): Promise<Record<string, unknown>>;
  /** Bytes that an upload may have. */
  uploadLimitBytes: number;
}

export type Handler = (call: Call) => Promise<Reply>;

export interface Route {
  method: Method;
  /** Below `/api/v1/`, for example `computers/:computerId/jobs`. */
  pattern: string;
  handle: Handler;
}

export const get = (pattern: string, handle: Handler): Route => ({ method: 'GET', pattern, handle });
export const post = (pattern: string, handle: Handler): Route => ({ method: 'POST', pattern, handle });
export const patch = (pattern: string, handle: Handler): Route => ({ method: 'PATCH', pattern, handle });
export const remove = (pattern: string, handle: Handler): Route => ({ method: 'DELETE', pattern, handle });
