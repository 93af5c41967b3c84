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

export type ToWorker =
  { readonly kind: 'backup'; readonly id: number; readonly file: string } | { readonly kind: 'stop' };

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'backedUp'; readonly id: number; readonly reason?: string }
  | { readonly kind: 'log'; readonly text: string };
