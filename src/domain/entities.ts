import type { Hardware, InventoryDigests, LoggedInUsers, Software } from '#protocol/inventory.ts';
import type { CompatibleSystem, PostAction, UpgradeBehaviour } from '#protocol/package.ts';
import type { LateArrival, SequenceMode } from '#protocol/job.ts';
import type { Role } from '#protocol/role.ts';
import type { JobCounts } from '#protocol/views/container.ts';

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
  hardware?: Hardware;
  users: LoggedInUsers;
  /** Only read where it is asked for: it is by far the largest part. */
  software?: Software;
  digests: InventoryDigests;
  inventoryAt?: Date;
  revision: number;
}

export interface Family {
  id: string;
  name: string;
  notes: string;
  createdAt: Date;
  revision: number;
}

export interface Content {
  sha256: string;
  bytes: number;
  fileName: string;
  files: number;
}

export interface Procedure {
  procedure: string;
  successCodes: number[];
}

export interface Package {
  id: string;
  familyId: string;
  familyName: string;
  version: string;
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
  sequenceMode: SequenceMode;
  lateArrival: LateArrival;
  /** Of `lateArrival: grace`. */
  graceMinutes: number;
  /** As they were written: see `address-ranges` and `time-frames`. */
  addressRanges: string;
  timeFrames: string;
  /** Below 0: never restart. */
  restartTimeoutMinutes: number;
  paused: boolean;
  jobs: number;
  counts: JobCounts;
  createdAt: Date;
  createdBy: string;
  revision: number;
}

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
}

export interface User {
  id: string;
  name: string;
  passwordHash: string;
  role: Role;
  createdAt: Date;
}

/** A sign-in. Its id is the SHA-256 of the secret in the cookie. */
export interface UserSession {
  id: string;
  userId: string;
  createdAt: Date;
  expiresAt: Date;
  address: string;
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
}

/** Who does something. Every command is told. */
export interface Actor {
  kind: 'user' | 'apiToken' | 'agent' | 'system';
  id: string;
  name: string;
  role: Role;
  address?: string;
}

export interface AuditEntry {
  id: string;
  at: Date;
  actor: { kind: Actor['kind']; name: string; address?: string };
  verb: string;
  subject: { kind: string; id?: string; name?: string };
  detail?: string;
}
