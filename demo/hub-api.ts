import type { z } from 'zod';
import { Obstacle } from './options.ts';

const ANSWER_MS = 15_000;

export interface Request<S extends z.ZodType> {
  path: string;
  /** What the answer must look like. */
  answer: S;
  /** Sent as JSON, or as multipart when it is a form. Makes the request a POST. */
  body?: FormData | object;
}

/** The hub's REST API, as any program would use it: a bearer token, JSON, problem documents. */
export class HubApi {
  readonly #origin: string;
  readonly #token: string;

  constructor(origin: string, token: string) {
    this.#origin = origin;
    this.#token = token;
  }

  /** @throws Obstacle with the hub's own words when it refuses */
  async ask<S extends z.ZodType>({ path, answer, body }: Request<S>): Promise<z.output<S>> {
    const response = await this.#send(path, body);
    const text = await response.text();
    if (!response.ok) throw new Obstacle(`${path} was refused (${response.status}): ${text.slice(0, 500)}`);
    return answer.parse(JSON.parse(text));
  }

  /** Whether the token opens the API. */
  async accepted(): Promise<boolean> {
    const response = await this.#send('/api/v1/computers?limit=1');
    await response.body?.cancel();
    return response.ok;
  }

  #send(path: string, body?: FormData | object): Promise<Response> {
    const headers = new Headers({ authorization: `Bearer ${this.#token}` });
    const isForm = body instanceof FormData;
    if (body !== undefined && !isForm) headers.set('content-type', 'application/json');
    return fetch(new URL(path, this.#origin), {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      body: body === undefined ? null : isForm ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  }
}
