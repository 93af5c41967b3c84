import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { LIMITS } from '#protocol/limits.ts';
import { REMOTE_EXIT, RemoteEnd } from './exit.ts';
import { failureOfAnswer, HubUnreachable, json, unreachable } from './hub-failure.ts';
import type { Clock } from './outside.ts';
import { type Portion, sendBytes } from './send-bytes.ts';

/** Milliseconds for one question and its answer. */
const REQUEST_MS = 60_000;
/** Milliseconds before creating is tried again. */
const CREATE_AGAIN_MS = [500, 2_000];

const NEVER = new AbortController().signal;

export type Query = Record<string, string | number | undefined>;

interface Question {
  method: string;
  url: URL;
  body?: string;
  headers?: Record<string, string>;
}

/** A list, as far as it was read. `next`: there is more. */
export interface Rows<Row> {
  rows: Row[];
  next?: string;
}

/** The hub's REST API, as seen with one token. All methods reject with `RemoteEnd`. */
export class ApiClient {
  readonly hub: URL;
  readonly #token: string;
  readonly #clock: Clock;
  readonly #stop: AbortSignal | undefined;

  /** @param parts.stop gives up every question that is open by then */
  constructor(parts: { hub: URL; token: string; clock: Clock; stop?: AbortSignal }) {
    this.hub = parts.hub;
    this.#token = parts.token;
    this.#clock = parts.clock;
    this.#stop = parts.stop;
  }

  /** Aborted when nothing is to be asked any more. */
  get stopped(): AbortSignal {
    return this.#stop ?? NEVER;
  }

  /** The same, until that signal. */
  until(stop: AbortSignal): ApiClient {
    return new ApiClient({ hub: this.hub, token: this.#token, clock: this.#clock, stop });
  }

  /** A page of the console, for people. */
  page(path: string): string {
    return new URL(path, this.hub).href;
  }

  get<S extends z.ZodType>(path: string, schema: S, query: Query = {}): Promise<z.output<S>> {
    return this.#ask({ method: 'GET', url: this.#url(path, query) }, schema);
  }

  post<S extends z.ZodType>(path: string, body: object, schema: S): Promise<z.output<S>> {
    return this.#ask({ method: 'POST', url: this.#url(path), body: JSON.stringify(body) }, schema);
  }

  /**
   * Creates one thing, also when the connection breaks before the answer: under the same key the hub makes nothing twice.
   */
  async create<S extends z.ZodType>(path: string, body: object, schema: S): Promise<z.output<S>> {
    const question = {
      method: 'POST',
      url: this.#url(path),
      body: JSON.stringify(body),
      headers: { 'idempotency-key': randomUUID() },
    };
    for (const wait of CREATE_AGAIN_MS) {
      try {
        return await this.#ask(question, schema);
      } catch (error) {
        if (!(error instanceof HubUnreachable)) throw error;
        await new Promise<void>((resolve) => this.#clock.after(wait, resolve));
      }
    }
    return this.#ask(question, schema);
  }

  patch<S extends z.ZodType>(path: string, body: object, schema: S): Promise<z.output<S>> {
    return this.#ask({ method: 'PATCH', url: this.#url(path), body: JSON.stringify(body) }, schema);
  }

  async remove(path: string): Promise<void> {
    await this.#ask({ method: 'DELETE', url: this.#url(path) }, z.unknown());
  }

  /** Sends bytes of a file, which are read as they leave. */
  async sendBytes<S extends z.ZodType>(path: string, portion: Portion, schema: S): Promise<z.output<S>> {
    return understood(await sendBytes({ url: this.#url(path), headers: this.#headers(), portion }), schema);
  }

  /** Follows a list page by page; whoever stops early asks for no further one. */
  async *each<S extends z.ZodType>(path: string, row: S, query: Query = {}): AsyncGenerator<z.output<S>> {
    const schema = z.object({ rows: z.array(row), next: z.string().optional() });
    let cursor: string | undefined;
    do {
      const page = await this.get(path, schema, { limit: LIMITS.pageRows, ...query, cursor });
      yield* page.rows;
      cursor = page.next;
    } while (cursor !== undefined);
  }

  /** The first rows of a list, at most so many. `next` is the hub's only at the end of a page. */
  async rows<S extends z.ZodType>(
    path: string,
    row: S,
    { most, ...query }: Query & { most: number },
  ): Promise<Rows<z.output<S>>> {
    const schema = z.object({ rows: z.array(row), next: z.string().optional() });
    const rows: z.output<S>[] = [];
    let cursor: string | undefined;
    do {
      const limit = Math.min(most - rows.length, LIMITS.pageRows);
      const page = await this.get(path, schema, { ...query, limit, cursor });
      rows.push(...page.rows);
      cursor = page.next;
    } while (cursor !== undefined && rows.length < most);
    return cursor === undefined ? { rows } : { rows, next: cursor };
  }

  #url(path: string, query: Query = {}): URL {
    const url = new URL(`api/v1/${path}`, this.hub);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url;
  }

  #headers(): Record<string, string> {
    return { authorization: `Bearer ${this.#token}`, accept: 'application/json' };
  }

  async #ask<S extends z.ZodType>({ method, url, body, ...more }: Question, schema: S): Promise<z.output<S>> {
    const headers = {
      ...this.#headers(),
      ...more.headers,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const tooLong = new AbortController();
    const cancel = this.#clock.after(REQUEST_MS, () => tooLong.abort(new Error('no answer within a minute')));
    let answer: { status: number; text: string };
    try {
      // Not followed: the token belongs to this address alone.
      const response = await fetch(url, {
        method,
        headers,
        redirect: 'manual',
        signal: AbortSignal.any([tooLong.signal, ...(this.#stop === undefined ? [] : [this.#stop])]),
        ...(body === undefined ? {} : { body }),
      });
      answer = { status: response.status, text: await response.text() };
    } catch (error) {
      throw unreachable(this.hub, error);
    } finally {
      cancel();
    }
    return understood(answer, schema);
  }
}

function understood<S extends z.ZodType>(answer: { status: number; text: string }, schema: S): z.output<S> {
  if (answer.status >= 300 && answer.status < 400) {
    throw new RemoteEnd(REMOTE_EXIT.noHub, [
      'That address leads on to another one. Give the one where the hub itself answers.',
    ]);
  }
  if (answer.status < 200 || answer.status >= 300) throw failureOfAnswer(answer);
  const value = answer.text === '' ? undefined : json(answer.text);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue === undefined ? '' : ` (${issue.path.join('.')}: ${issue.message})`;
  throw new RemoteEnd(REMOTE_EXIT.noHub, [
    `The answer of the hub is not understood${where}. Is it a hub, of the same version as this program?`,
  ]);
}
