/**
 * The closed list of error codes, the same for forms, API, sockets and command line. Each has the HTTP status it
 * travels with and one sentence for people. `detail` of a problem may say more; the code never changes its meaning.
 */
export const ERRORS = {
  invalidInput: [400, 'Something in this request is not valid.'],
  notSignedIn: [401, 'Sign in to go on.'],
  wrongCredentials: [401, 'The name or the password is wrong.'],
  apiTokenUnknown: [401, 'This API token is unknown, expired or revoked.'],
  tooManyAttempts: [429, 'Too many attempts. Wait a moment, then try again.'],
  forbidden: [403, 'Your role does not allow this.'],
  badOrigin: [403, 'This request comes from another site and was refused.'],
  insecureTransport: [403, 'Agents off this machine need HTTPS; plain HTTP must be allowed explicitly.'],
  notFound: [404, 'This does not exist, or no longer.'],
  methodNotAllowed: [405, 'This cannot be done here in that way.'],
  wrongContentType: [415, 'The hub does not read this type of content here.'],
  rangeNotSatisfiable: [416, 'The file has no such range of bytes.'],
  nameTaken: [409, 'This name is taken.'],
  idempotencyKeyReused: [422, 'This idempotency key belongs to another request.'],
  idempotencyKeyInUse: [
    409,
    'A request with this idempotency key was begun, and its answer is not known. Look at what there is first.',
  ],
  changedMeanwhile: [409, 'Somebody changed this meanwhile. Look at it again, then repeat.'],
  containerEmpty: [422, 'Choose at least one computer and one package.'],
  tooManyJobs: [422, 'This would create more jobs than one job container may own.'],
  procedureMissing: [422, 'This package has no procedure for that action.'],
  dependencyCycle: [422, 'Packages cannot need each other in a circle.'],
  planChanged: [409, 'What this would do has changed since you looked at it. Nothing was created.'],
  notCancellable: [409, 'This job has ended already.'],
  notRetriable: [409, 'This job cannot be retried.'],
  containerEnded: [409, 'The end date of this job container has passed. Create a new one instead.'],
  packageInUse: [409, 'This package is still installed somewhere or has jobs that wait or run.'],
  familyNotEmpty: [409, 'This package family still has versions. Delete them first.'],
  iconUnusable: [422, 'This image cannot be an icon.'],
  computerInUse: [409, 'This computer still has jobs that wait or run.'],
  computerOffline: [409, 'This computer is not online.'],
  computerOnline: [409, 'This computer is online already.'],
  notWakeable: [409, 'No MAC address of this computer is known.'],
  nothingDue: [409, 'No restart or shutdown is due on this computer.'],
  tooLateToStop: [409, 'It is under way already and cannot be stopped any more.'],
  settingLocked: [409, 'This setting is given by the environment of the hub. Change it there.'],
  lastAdmin: [409, 'There must be one admin at least.'],
  tooLarge: [413, 'This is larger than the hub accepts.'],
  uploadBroken: [400, 'The upload broke off before it was complete. Nothing was kept.'],
  uploadOffset: [409, 'This file is at another place than the one given. Go on from there.'],
  uploadIncomplete: [409, 'Not all files of this upload have arrived.'],
  tooManyUploads: [429, 'Too many uploads are open. Finish or cancel one of them first.'],
  diskFull: [507, 'The disk of the hub is full. Nothing was kept.'],
  archiveInvalid: [422, 'This is not a readable .zip archive.'],
  archiveUnsafe: [422, 'This archive holds entries that would leave its folder, links, or too much data.'],
  contentMissing: [404, 'The content of this package is not on the hub.'],
  contentNotGranted: [403, 'Neither an active job of this computer nor a pre-stage grants this content.'],
  enrolmentTokenUnknown: [401, 'This enrolment token is unknown.'],
  enrolmentTokenExpired: [401, 'This enrolment token has expired.'],
  enrolmentTokenUsedUp: [401, 'This enrolment token has been used as often as it may be.'],
  unknownComputer: [404, 'The hub does not know this computer. Enrol it again.'],
  badSignature: [401, 'A signature does not fit. The message was refused.'],
  agentTooOld: [426, 'This agent speaks an older protocol than the hub. Update the agent.'],
  hubTooOld: [426, 'This agent speaks a newer protocol than the hub. Update the hub.'],
  outOfOrder: [409, 'This message came before the session was ready for it.'],
  wrongComputer: [403, 'This job belongs to another computer.'],
  staleReport: [409, 'This report belongs to an attempt that is no longer the current one.'],
  illegalTransition: [409, 'A job in this state cannot change like that.'],
  unavailable: [503, 'The database does not answer. Nothing was changed.'],
  stopping: [503, 'The hub is stopping. Try again in a moment.'],
  timedOut: [504, 'There was no answer in time.'],
  internal: [500, 'Something went wrong in the hub. The log has the details.'],
} as const satisfies Record<string, readonly [status: number, sentence: string]>;

export type ErrorCode = keyof typeof ERRORS;

/** @returns whether a word from outside is one of our codes. */
export function isErrorCode(word: unknown): word is ErrorCode {
  return typeof word === 'string' && Object.hasOwn(ERRORS, word);
}

/** One field of a refused input and what is wrong with it. `path` is dotted, empty for the whole. */
export interface FieldProblem {
  path: string;
  message: string;
}

/** An expected refusal: it is answered to whoever asked, and is not a fault of the program. */
export class Refusal extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly fields: readonly FieldProblem[];
  /** Milliseconds after which trying again makes sense. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, more: { detail?: string; fields?: FieldProblem[]; retryAfter?: number } = {}) {
    super(more.detail ?? ERRORS[code][1]);
    this.name = 'Refusal';
    this.code = code;
    this.detail = more.detail;
    this.fields = more.fields ?? [];
    this.retryAfter = more.retryAfter;
  }
}
