import mongoose, { mongo } from 'mongoose';
import { Refusal } from '#protocol/errors.ts';

const DUPLICATE_KEY = 11000;

/** Answers of a server that cannot serve now: no primary, shutting down, too slow, write concern not reached. */
const CODES_OF_ABSENCE = new Set([
  6, 7, 50, 64, 89, 91, 112, 189, 202, 262, 9001, 10058, 10107, 11600, 11602, 13435, 13436, 14031,
]);

const ABSENCES = [
  mongo.MongoNetworkError,
  mongo.MongoServerSelectionError,
  mongo.MongoNotConnectedError,
  mongo.MongoTopologyClosedError,
  mongo.MongoServerClosedError,
  mongo.MongoClientClosedError,
  mongo.MongoOperationTimeoutError,
  mongo.MongoStalePrimaryError,
  mongoose.Error.MongooseServerSelectionError,
];
// A pool that was closed, and one whose connections were all taken for too long: their classes are not exported.
const NAMES_OF_ABSENCE = new Set(['MongoPoolClosedError', 'MongoWaitQueueTimeoutError']);

const means = (code: unknown) => typeof code === 'number' && CODES_OF_ABSENCE.has(code);

function isAbsence(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (ABSENCES.some((kind) => error instanceof kind) || NAMES_OF_ABSENCE.has(error.name)) return true;
  if (!(error instanceof mongo.MongoServerError)) return false;
  if (means(error.code)) return true;
  if (!(error instanceof mongo.MongoBulkWriteError)) return false;
  // A bulk write keeps what ended it in here, and apart from it that its durability was not confirmed.
  return isAbsence(error.errorResponse) || means(error.result.getWriteConcernError()?.code);
}

/** What a failure of the database is to the rest of the hub: `unavailable` when it did not answer, else itself. */
export function asStoreError(error: unknown): unknown {
  if (!isAbsence(error)) return error;
  const refusal = new Refusal('unavailable');
  refusal.cause = error;
  return refusal;
}

/** The same object whose methods, all of them asynchronous, fail with what `asStoreError` makes of the failure. */
export function refusingAbsence<Part extends object>(part: Part): Part {
  return new Proxy(part, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== 'function') return member;
      return async (...parameters: unknown[]): Promise<unknown> => {
        try {
          return await Reflect.apply(member, target, parameters);
        } catch (error) {
          throw asStoreError(error);
        }
      };
    },
  });
}

/** @returns whether a write failed on the unique index that `field` belongs to, or on any when none is named. */
export function isDuplicate(error: unknown, field?: string): boolean {
  if (!(error instanceof mongo.MongoServerError) || error.code !== DUPLICATE_KEY) return false;
  const pattern: unknown = error['keyPattern'];
  if (field === undefined) return true;
  return typeof pattern === 'object' && pattern !== null && Object.hasOwn(pattern, field);
}

/** Awaits a write; a duplicate on the unique index of `field` is Refusal `nameTaken` with this sentence. */
export async function refusingTakenName<Result>(
  write: Promise<Result>,
  taken: { field: string; detail: string },
): Promise<Result> {
  try {
    return await write;
  } catch (error) {
    if (isDuplicate(error, taken.field)) throw new Refusal('nameTaken', { detail: taken.detail });
    throw error;
  }
}

/**
 * The places in a bulk write that failed on a unique index.
 * @throws the error itself when anything else went wrong as well, durability included
 */
export function duplicatesIn(error: unknown): Set<number> {
  if (!(error instanceof mongo.MongoBulkWriteError)) throw error;
  const failures = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
  const onlyDuplicates = failures.length > 0 && failures.every((failure) => failure.code === DUPLICATE_KEY);
  if (!onlyDuplicates || error.result.getWriteConcernError() !== undefined) throw error;
  return new Set(failures.map((failure) => failure.index));
}
