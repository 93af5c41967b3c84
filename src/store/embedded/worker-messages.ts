/** What the main thread gives the store's thread at its start. */
export interface WorkerOptions {
  readonly directory: string;
  readonly socket: string;
  /** Milliseconds between two passes over the TTL indexes. */
  readonly expiryInterval: number;
  /** Milliseconds a cursor may stand idle. */
  readonly cursorIdleTime: number;
  readonly maxCursors: number;
}

/** What the thread says; it hears one word, `stop`. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'log'; readonly text: string };
