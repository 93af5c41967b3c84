/** What was answered, as it is answered again. */
export interface KeptAnswer {
  status: number;
  /** Where the thing is that was made. */
  location?: string;
  /** Absent: it was longer than what is kept. */
  body?: string;
}

/** A request that carried an idempotency key. */
export interface KeyedRequest {
  /** Of actor and key together: keys themselves are not kept. */
  id: string;
  actorId: string;
  /** Of method, path and body. */
  digest: string;
  expiresAt: Date;
  /** Absent: it goes on, or nobody knows how it ended. */
  answer?: KeptAnswer;
}

export interface KeyedRequestStore {
  /**
   * Keeps the request, unless one of its key is kept that has not expired by `now`.
   * @returns the one that was kept before
   */
  begin(request: Omit<KeyedRequest, 'answer'>, now: Date): Promise<KeyedRequest | undefined>;
  answer(id: string, answer: KeptAnswer): Promise<void>;
  /** As if it had never been asked. */
  forget(id: string): Promise<void>;
  /** How many are kept of an actor, at most `most`. */
  countOf(actorId: string, most: number): Promise<number>;
}
