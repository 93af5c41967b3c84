import type { Document } from './bson/value.ts';

/** MongoDB's names for the codes this store answers with; other codes are named `Location<code>`, as MongoDB does. */
const CODE_NAMES: Readonly<Record<number, string>> = {
  1: 'InternalError',
  2: 'BadValue',
  8: 'UnknownError',
  9: 'FailedToParse',
  10: 'CannotMutateObject',
  14: 'TypeMismatch',
  15: 'Overflow',
  16: 'InvalidLength',
  17: 'ProtocolError',
  22: 'InvalidBSON',
  26: 'NamespaceNotFound',
  27: 'IndexNotFound',
  28: 'PathNotViable',
  40: 'ConflictingUpdateOperators',
  43: 'CursorNotFound',
  48: 'NamespaceExists',
  50: 'MaxTimeMSExpired',
  52: 'DollarPrefixedFieldName',
  53: 'InvalidIdField',
  54: 'NotSingleValueField',
  56: 'EmptyFieldName',
  59: 'CommandNotFound',
  66: 'ImmutableField',
  67: 'CannotCreateIndex',
  72: 'InvalidOptions',
  73: 'InvalidNamespace',
  85: 'IndexOptionsConflict',
  86: 'IndexKeySpecsConflict',
  115: 'CommandNotSupported',
  146: 'ExceededMemoryLimit',
  168: 'InvalidPipelineOperator',
  171: 'CannotIndexParallelArrays',
  175: 'QueryPlanKilled',
  197: 'InvalidIndexSpecificationOption',
  263: 'OperationNotSupportedInTransaction',
  292: 'QueryExceededMemoryLimitNoDiskUseAllowed',
  10334: 'BSONObjectTooLarge',
  11000: 'DuplicateKey',
  14031: 'OutOfDiskSpace',
};

/** A refusal that the client is told: MongoDB's code, its name, and what else MongoDB sends beside it. */
export class StoreError extends Error {
  readonly code: number;
  readonly details: Document;

  constructor(code: number, message: string, details: Document = new Map()) {
    super(message);
    this.name = 'StoreError';
    this.code = code;
    this.details = details;
  }

  get codeName(): string {
    return CODE_NAMES[this.code] ?? `Location${this.code}`;
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
