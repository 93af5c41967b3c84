import type { Drift, SoftwareMatch } from '#protocol/drift.ts';
import type { FleetColumn } from '#protocol/fleet-fields.ts';
import type { Hardware, InventoryDigests, LoggedInUsers, Software } from '#protocol/inventory.ts';
import type {
  CompatibleSystem,
  IconType,
  PostAction,
  ProcedureJoiner,
  UpgradeBehaviour,
} from '#protocol/package.ts';
import type { FailureReason, JobAction, JobState, LateArrival, SequenceMode } from '#protocol/job.ts';
import type { PreStagedCounts, PreStageFailureReason } from '#protocol/pre-stage.ts';
import type { Role } from '#protocol/role.ts';
import type { PowerAction } from '#protocol/orders.ts';
import type { ContainerState, JobCounts } from '#protocol/views/container.ts';
import type { HourView } from '#protocol/views/history.ts';
import type { PowerReason, PowerState } from '#protocol/views/power.ts';
import type { WakePacket, WakeShutdown, WakeState } from '#protocol/views/wake.ts';

export interface Computer {
  id: string;
  name: string;
  notes: string;
  publicKey: string;
  enrolledAt: Date;
  enrolledWith: string;
  lastSeenAt?: Date;
  lastAddress?: string;
  agentVersion?: string;
  bootId?: string;
  bootedAt?: Date;
  /** Of the agent's process that said hello last. */
  processId?: string;
  /** There, and true, while a session of it is ready, or was when the hub died. */
  connected?: true;
  /** When its last session ended while the hub was there. Absent while it is online, or when the hub ended first. */
  leftAt?: Date;
  /** A restart or shutdown that is due. */
  power?: PendingPower;
  /** Six bytes behind the magic packet, in the notation of a MAC address. */
  secureOn?: string;
  hardware?: Hardware;
  users: LoggedInUsers;
  /** Only read where it is asked for: it is by far the largest part. */
  software?: Software;
  /** There is more software than its list may hold. */
  softwareIsCut?: true;
  digests: InventoryDigests;
  /** Groups that it is in itself. Absent: none. */
  groupIds?: string[];
  inventoryAt?: Date;
  revision: number;
}

/** A restart or shutdown that is due on a computer. One for each computer, whatever the number of its reasons. */
export interface PendingPower {
  /** Of the request: orders and reports name it. */
  id: string;
  action: PowerAction;
  state: PowerState;
  /** Oldest first, never empty. */
  reasons: PowerReason[];
  requestedAt: Date;
  /** Minutes a logged-in user is given, also parts of one; below 0: never by itself. */
  timeoutMinutes: number;
  /** When it happens, as the agent counts or support staff have decided. */
  until?: Date;
  /** A person has decided that moment: it is kept whoever is logged in. */
  fixed?: true;
  users: string[];
  postponed?: { by: string; at: Date };
  problem?: string;
  /** Of the computer when it was requested: another one says that it has happened. */
  bootId?: string;
  processId?: string;
  /** Of a shutdown after completion: the required restart in whose place it stands, back when it is called off. */
  replaces?: PendingPower;
}

/** An attempt to wake a computer, with all that was sent. */
export interface Wake {
  id: string;
  computerId: string;
  computerName: string;
  /** Absent: by hand. */
  containerId?: string;
  containerName?: string;
  by: string;
  state: WakeState;
  startedAt: Date;
  windowEndsAt: Date;
  nextAt?: Date;
  /** Oldest first, bounded. */
  bursts: { at: Date; packets: WakePacket[] }[];
  awakeAt?: Date;
  /** It was offline, was sent a packet, and started or resumed after it, within the window. */
  wokenByUs: boolean;
  shutdown: WakeShutdown;
  detail?: string;
  revision: number;
}

/** A group of computers, or of packages. */
export interface Group {
  id: string;
  name: string;
  notes: string;
  /** The group above it; absent at the top. */
  parentId?: string;
  /** Of a group of packages: its members, in order. Of one of computers: empty, they know it themselves. */
  packageIds: string[];
  createdAt: Date;
  createdBy: string;
  revision: number;
}

export interface Family {
  id: string;
  name: string;
  notes: string;
  /** The beginning of its icon's SHA-256; absent: it has none. */
  icon?: string;
  createdAt: Date;
  revision: number;
}

/** The image of a family. */
export interface FamilyIcon {
  type: IconType;
  bytes: Uint8Array;
  digest: string;
}

export interface Content {
  sha256: string;
  bytes: number;
  fileName: string;
  files: number;
}

export interface Procedure {
  /** As it was written: one or more lines. */
  procedure: string;
  successCodes: number[];
  joiner: ProcedureJoiner;
}

export interface Package {
  id: string;
  familyId: string;
  familyName: string;
  /** Copied from the family, as its name. */
  familyIcon?: string;
  version: string;
  /** V1: its place among the versions of its family. */
  versionOrder: string;
  notes: string;
  content?: Content;
  install: Procedure;
  uninstall: Procedure;
  uninstallNeedsContent: boolean;
  timeLimitSeconds: number;
  /** Ids of packages that have to be installed before it, in this order. */
  dependencies: string[];
  /** Empty: it fits every computer. Otherwise one of them has to fit. */
  compatibleSystems: CompatibleSystem[];
  upgradeBehaviour: UpgradeBehaviour;
  postAction: PostAction;
  /** How it is found in the inventory. */
  softwareMatch?: SoftwareMatch;
  createdAt: Date;
  createdBy: string;
  revision: number;
}

export interface JobContainer {
  id: string;
  name: string;
  notes: string;
  startAt: Date;
  /** Nothing of it begins from then on. Absent: it never ends. */
  endAt?: Date;
  priority: number;
  forceReinstall: boolean;
  /** Whether other versions made room; with `forceReinstall` what was said of its plan. */
  uninstallOtherVersions: boolean;
  sequenceMode: SequenceMode;
  lateArrival: LateArrival;
  /** Of `lateArrival: grace`. */
  graceMinutes: number;
  /** As they were written: see `address-ranges` and `time-frames`. */
  addressRanges: string;
  timeFrames: string;
  /** Below 0: never restart. */
  restartTimeoutMinutes: number;
  wakeOnLan: boolean;
  shutdownAfterCompletion: boolean;
  /** L1: the first moment at which the hub saw it started, open and not paused. Before `startAt`: of an earlier start. */
  beganAt?: Date;
  /** Content is brought to its computers before its jobs may begin. */
  preStage: boolean;
  /** V7: how far that has come; absent where nothing is to come in advance, or not any more. */
  preStaged?: PreStagedCounts;
  /** When its offline computers were looked for, to wake them: once for each start. */
  wakeSweptAt?: Date;
  /** Since when nothing of it is pending, and how it went; absent while something is. */
  settledAt?: Date;
  settledAs?: SettledState;
  /** Its age is reached: it is being removed, and for everyone but that removal it is gone. */
  purging?: true;
  paused: boolean;
  jobs: number;
  counts: JobCounts;
  createdAt: Date;
  createdBy: string;
  revision: number;
}

/** What of the hub's content a computer has, and what could not be brought there. */
export interface ComputerContents {
  computerId: string;
  /** SHA-256 of what lies in its cache, as its agent told last. */
  held: string[];
  /** One for each content, bounded. */
  failures: PreStageFailure[];
}

/** A content that could not be brought to a computer in advance. */
export interface PreStageFailure {
  sha256: string;
  reason: PreStageFailureReason;
  detail: string;
  at: Date;
  /** In a row. */
  tries: number;
  /** When it is tried again. */
  retryAt: Date;
}

/** The state of a container of which nothing is pending. */
export type SettledState = Extract<ContainerState, 'failed' | 'cancelled' | 'succeeded'>;

/** What is left of a job whose container was purged. Its id is the job's. */
export interface JobSummary extends EndedJob {
  computerId: string;
  containerName: string;
  action: JobAction;
  packageName: string;
  packageVersion: string;
  exitCode?: number;
  reason?: FailureReason;
  endedAt: Date;
  by: string;
  /** Absent in lines from before they were kept. */
  packageId?: string;
  /** The number of the attempt that ended it, if one did. */
  attempt?: number;
}

/** What statistics count. Milliseconds. */
export interface EndedJob {
  id: string;
  state: JobState;
  startLatency?: number;
  duration?: number;
}

/** The jobs that ended within one hour, which begins at `hour`. */
export type HourStatistics = Omit<HourView, 'hour'> & { hour: Date };

export interface Installation {
  id: string;
  computerId: string;
  computerName: string;
  packageId: string;
  familyId: string;
  packageName: string;
  packageVersion: string;
  jobId?: string;
  installedAt: Date;
  installedBy: string;
  /** Added by hand, not by a job. */
  byHand?: true;
  /** What the inventory said of it last. Absent: nothing yet. */
  drift?: Drift;
}

/** A filter of the list of computers that somebody has given a name. */
export interface SavedFilter {
  id: string;
  name: string;
  /** As text. */
  filter: string;
  sort?: string;
  columns?: FleetColumn[];
  shared: boolean;
  /** Kind and id of who keeps it. */
  owner: string;
  ownerName: string;
  changedAt: Date;
  revision: number;
}

export interface User {
  id: string;
  name: string;
  passwordHash: string;
  role: Role;
  createdAt: Date;
  lastSignInAt?: Date;
}

/** A sign-in. Its id is the SHA-256 of the secret in the cookie. */
export interface UserSession {
  id: string;
  userId: string;
  createdAt: Date;
  expiresAt: Date;
  address: string;
  /** What the browser said of itself. */
  userAgent?: string;
}

export interface EnrolmentToken {
  id: string;
  name: string;
  secretHash: string;
  createdAt: Date;
  createdBy: string;
  expiresAt: Date;
  uses: number;
  maxUses: number;
}

export interface ApiToken {
  id: string;
  name: string;
  role: Role;
  secretHash: string;
  createdAt: Date;
  createdBy: string;
  expiresAt?: Date;
  /** To the minute. */
  lastUsedAt?: Date;
}

/** Who does something. Every command is told. */
export interface Actor {
  kind: 'user' | 'apiToken' | 'agent' | 'system';
  id: string;
  name: string;
  role: Role;
  address?: string;
  /** Of a signed-in browser: by which sign-in. */
  sessionId?: string;
}

export interface AuditEntry {
  id: string;
  at: Date;
  actor: { kind: Actor['kind']; name: string; address?: string };
  verb: string;
  subject: { kind: string; id?: string; name?: string };
  detail?: string;
}
