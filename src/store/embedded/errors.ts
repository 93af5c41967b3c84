import type { Document } from './bson/value.ts';

/** A refusal that the client is told: MongoDB's code, a text, and what else MongoDB sends beside it. */
export class StoreError extends Error {
  readonly code: number;
  readonly details: Document;

  constructor(code: number, message: string, details: Document = new Map()) {
    super(message);
    this.name = 'StoreError';
    this.code = code;
    this.details = details;
  }
}

/** The turn's transaction is gone (disk full, failing disk): every write of the turn must be answered with this. */
export class TurnLost extends Error {
  readonly reason: StoreError;

  constructor(reason: StoreError) {
    super(reason.message);
    this.name = 'TurnLost';
    this.reason = reason;
  }
}

/** A refusal of what MongoDB has and this store has not. */
export function notSupported(what: string, code = 115): StoreError {
  return new StoreError(
    code,
    `embedded store: ${what} is not supported; set MONGODB_URI to a MongoDB server to use it`,
  );
}
