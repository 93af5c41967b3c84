import type {
  AuditEntry,
  ApiToken,
  Computer,
  EnrolmentToken,
  Family,
  Group,
  Installation,
  JobContainer,
  JobSummary,
  Package,
  SavedFilter,
  User,
  UserSession,
  Wake,
} from '#domain/entities.ts';
import type { Attempt, Job } from '#domain/job.ts';
import { kindOf, type ComputerEvent } from '#domain/timeline/happening.ts';
import { versionOrder } from '#domain/versions.ts';
import type { NewEntity } from '#store/contract/aggregates.ts';
import type { KeyedRequest } from '#store/contract/keyed-requests.ts';
import type { StoredChunk } from '#store/contract/jobs.ts';
import { idSequence } from '#store/identifiers.ts';

/** A new id, each greater than the one before. */
export const anId = idSequence();
/** The moment at which, in these builders, everything was made. */
export const THEN = new Date('2026-03-01T08:00:00.000Z');

let made = 0;
const distinct = (word: string) => `${word}-${++made}`;

export const aComputer = (given: Partial<NewEntity<Computer>> = {}): NewEntity<Computer> => ({
  id: anId(),
  name: distinct('computer'),
  notes: '',
  publicKey: distinct('public-key'),
  enrolledAt: THEN,
  enrolledWith: 'a token',
  users: [],
  digests: {},
  ...given,
});

export const aGroup = (given: Partial<NewEntity<Group>> = {}): NewEntity<Group> => ({
  id: anId(),
  name: distinct('group'),
  notes: '',
  packageIds: [],
  createdAt: THEN,
  createdBy: 'ada',
  ...given,
});

export const aFamily = (given: Partial<NewEntity<Family>> = {}): NewEntity<Family> => ({
  id: anId(),
  name: distinct('family'),
  notes: '',
  createdAt: THEN,
  ...given,
});

export const aPackage = (given: Partial<NewEntity<Package>> = {}): NewEntity<Package> => ({
  id: anId(),
  familyId: anId(),
  familyName: distinct('family'),
  version: '1.0.0',
  versionOrder: versionOrder(given.version ?? '1.0.0'),
  notes: '',
  install: { procedure: 'echo install', successCodes: [0], joiner: 'script' },
  uninstall: { procedure: 'echo uninstall', successCodes: [0], joiner: 'script' },
  uninstallNeedsContent: false,
  timeLimitSeconds: 7_200,
  dependencies: [],
  compatibleSystems: [],
  upgradeBehaviour: 'uninstallOthers',
  postAction: 'none',
  createdAt: THEN,
  createdBy: 'admin',
  ...given,
});

export const aContainer = (given: Partial<NewEntity<JobContainer>> = {}): NewEntity<JobContainer> => ({
  id: anId(),
  name: distinct('container'),
  notes: '',
  startAt: THEN,
  priority: 0,
  forceReinstall: false,
  uninstallOtherVersions: true,
  sequenceMode: 'continue',
  lateArrival: 'run',
  graceMinutes: 60,
  addressRanges: '',
  timeFrames: '',
  restartTimeoutMinutes: 20,
  wakeOnLan: false,
  shutdownAfterCompletion: false,
  preStage: false,
  paused: false,
  jobs: 1,
  counts: { waiting: 1 },
  createdAt: THEN,
  createdBy: 'admin',
  ...given,
});

/** A wake for a container that goes on and has sent nothing yet. */
export const aWake = (given: Partial<Wake> = {}): Wake => ({
  id: anId(),
  computerId: anId(),
  computerName: distinct('computer'),
  containerId: anId(),
  containerName: 'a container',
  by: 'admin',
  state: 'waking',
  startedAt: THEN,
  windowEndsAt: new Date(THEN.getTime() + 300_000),
  nextAt: THEN,
  bursts: [],
  wokenByUs: false,
  shutdown: 'notAsked',
  revision: 1,
  ...given,
});

/** A waiting job that is due; say more to make it another. */
export const aJob = (given: Partial<Job> = {}): Job => ({
  id: anId(),
  containerId: anId(),
  containerName: 'a container',
  computerId: anId(),
  computerName: 'a computer',
  packageId: anId(),
  familyId: anId(),
  packageName: 'a package',
  packageVersion: '1.0.0',
  action: 'install',
  sequence: 1,
  state: 'waiting',
  priority: 0,
  containerCreatedAt: THEN,
  dueAt: THEN,
  procedure: 'echo install',
  successCodes: [0],
  timeLimitSeconds: 7_200,
  upgradeBehaviour: 'uninstallOthers',
  postAction: 'none',
  reasons: [{ kind: 'chosen' }],
  dependsOn: [],
  hasFollowers: false,
  lastAttemptNumber: 0,
  owed: [],
  createdBy: 'admin',
  createdAt: THEN,
  revision: 1,
  ...given,
});

export const anAttempt = (given: Partial<Attempt> = {}): Attempt => ({
  number: 1,
  offeredAt: THEN,
  output: { lastSequence: 0, bytes: 0 },
  ...given,
});

/** A job that runs: offered, accepted, begun. */
export const anExecutingJob = (given: Partial<Job> = {}): Job =>
  aJob({
    state: 'executing',
    lastAttemptNumber: 1,
    attempt: anAttempt({ acceptedAt: THEN, startedAt: THEN }),
    ...given,
  });

/** What is left of a job that was purged. */
export const aSummary = (given: Partial<JobSummary> = {}): JobSummary => ({
  id: anId(),
  computerId: anId(),
  containerName: 'a container',
  action: 'install',
  packageName: 'a package',
  packageVersion: '1.0.0',
  state: 'succeeded',
  endedAt: THEN,
  by: 'admin',
  ...given,
});

const NOTES = { what: 'notes', by: 'admin' } as const;
/** Something that happened on a computer. */
export const anEvent = (given: Partial<ComputerEvent> = {}): ComputerEvent => ({
  id: anId(),
  computerId: anId(),
  at: THEN,
  kind: kindOf(given.fact ?? NOTES),
  fact: NOTES,
  ...given,
});

export const anInstallation = (given: Partial<Installation> = {}): Installation => ({
  id: anId(),
  computerId: anId(),
  computerName: 'a computer',
  packageId: anId(),
  familyId: anId(),
  packageName: 'a package',
  packageVersion: '1.0.0',
  jobId: anId(),
  installedAt: THEN,
  installedBy: 'admin',
  ...given,
});

export const aChunk = (given: Partial<StoredChunk> = {}): StoredChunk => {
  const text = given.text ?? 'a line\n';
  return {
    jobId: anId(),
    attempt: 1,
    sequence: 1,
    stream: 'stdout',
    bytes: Buffer.byteLength(text),
    at: THEN,
    ...given,
    text,
  };
};

export const aUser = (given: Partial<User> = {}): User => ({
  id: anId(),
  name: distinct('user'),
  passwordHash: 'a hash',
  role: 'viewer',
  createdAt: THEN,
  ...given,
});

export const aSavedFilter = (given: Partial<SavedFilter> = {}): Omit<SavedFilter, 'revision'> => ({
  id: anId(),
  name: distinct('filter'),
  filter: 'os:linux',
  shared: false,
  owner: 'user 1',
  ownerName: 'ada',
  changedAt: THEN,
  ...given,
});

export const aSession = (given: Partial<UserSession> = {}): UserSession => ({
  id: distinct('session'),
  userId: anId(),
  createdAt: THEN,
  expiresAt: new Date(Date.now() + 3_600_000),
  address: '192.0.2.1',
  ...given,
});

export const aKeyedRequest = (given: Partial<KeyedRequest> = {}): KeyedRequest => {
  const id = anId();
  return {
    id: `key-${id}`,
    actorId: `user ${id}`,
    digest: 'd',
    expiresAt: new Date(Date.now() + 86_400_000),
    ...given,
  };
};

export const anEnrolmentToken = (given: Partial<EnrolmentToken> = {}): EnrolmentToken => ({
  id: anId(),
  name: distinct('token'),
  secretHash: 'a hash',
  createdAt: THEN,
  createdBy: 'admin',
  expiresAt: new Date(THEN.getTime() + 3_600_000),
  uses: 0,
  maxUses: 1,
  ...given,
});

export const anApiToken = (given: Partial<ApiToken> = {}): ApiToken => ({
  id: anId(),
  name: distinct('API token'),
  role: 'operator',
  secretHash: 'a hash',
  createdAt: THEN,
  createdBy: 'admin',
  ...given,
});

export const anAuditEntry = (given: Partial<AuditEntry> = {}): AuditEntry => ({
  id: anId(),
  at: THEN,
  actor: { kind: 'user', name: 'admin', address: '192.0.2.1' },
  verb: 'createContainer',
  subject: { kind: 'container', id: anId(), name: 'a container' },
  ...given,
});
