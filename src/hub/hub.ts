import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { AuditFilter } from '#domain/audit-filter.ts';
import type { Actor } from '#domain/entities.ts';
import type { JobState } from '#protocol/job.ts';
import type * as requests from '#protocol/requests.ts';
import type {
  ApiTokenView,
  AuditView,
  CreatedApiToken,
  CreatedEnrolmentToken,
  EnrolmentTokenView,
  UserRow,
  UserView,
} from '#protocol/views/administration.ts';
import type { ComputerDetail, ComputerView, MessageShown } from '#protocol/views/computer.ts';
import type { ContainerView, JobView, OutputPage } from '#protocol/views/container.ts';
import type { DeploymentPreview } from '#protocol/views/preview.ts';
import type { HourView, JobSummaryView } from '#protocol/views/history.ts';
import type { OverviewView } from '#protocol/views/overview.ts';
import type { FoundView } from '#protocol/views/search.ts';
import type { AssistantDefaults, SettingsView } from '#protocol/settings.ts';
import type { SystemView } from '#protocol/views/system.ts';
import type { WakeView } from '#protocol/views/wake.ts';
import type { ContentView, FamilyView, PackageView } from '#protocol/views/package.ts';
import type { AccessCommands, AccessQueries } from './hub/access.ts';
import type { BulkCommands, BulkQueries } from './hub/bulk.ts';
import type { FilterCommands, FilterQueries } from './hub/filters.ts';
import type { FleetQueries } from './hub/fleet.ts';
import type { ContainerCommands, ContainerQueries } from './hub/containers.ts';
import type { OnceOnly } from './hub/once-only.ts';
import type { DeployAgainQueries } from './hub/deploy-again.ts';
import type { GroupCommands, GroupQueries } from './hub/groups.ts';
import type { InstallationCommands, InstallationQueries } from './hub/installations.ts';
import type { FamiliesPage, FamiliesQuery, PackageLifeCommands, PackageLifeQueries } from './hub/packages.ts';
import type { DurationQueries, TimelineQueries } from './hub/timeline.ts';
import type { UploadCommands, UploadQueries } from './hub/uploads.ts';

export type Input<Name extends keyof typeof requests> = (typeof requests)[Name] extends infer S
  ? S extends z.ZodType
    ? z.input<S>
    : never
  : never;

/** A page of a list. `next`: opaque, names the following page; absent on the last. */
export interface Page<Row> {
  rows: Row[];
  next?: string;
}
export interface PageQuery {
  search?: string;
  cursor?: string;
  /** At most 500; default 100. */
  limit?: number;
}

export type AuditQuery = PageQuery & AuditFilter;

/** Which jobs. What is absent does not matter. */
export interface JobFilter {
  states?: JobState[];
  computerId?: string;
  packageId?: string;
  containerId?: string;
}

/** Which entries of the audit log. `from`, `to`: ISO 8601, at that moment or later, and before that one. */
export interface AuditQuestion {
  verbPrefix?: string;
  subjectId?: string;
  actorName?: string;
  from?: string;
  to?: string;
}

/** One file of an upload, read once, in the order of the request. */
export interface UploadedFile {
  name: string;
  stream: Readable;
}

/**
 * Every verb of the product. Each parses its input (`invalidInput`), asks `domain/permission` (`forbidden`),
 * decides, saves, publishes. Nothing else writes. All reject with `Refusal`.
 */
export interface Commands
  extends
    ContainerCommands,
    GroupCommands,
    BulkCommands,
    FilterCommands,
    AccessCommands,
    InstallationCommands,
    UploadCommands,
    PackageLifeCommands {
  signIn(
    input: Input<'SignIn'>,
    from: { address: string; userAgent?: string | undefined },
  ): Promise<{ secret: string; expiresAt: Date; user: UserView }>;
  signOut(actor: Actor, secret: string): Promise<void>;
  createUser(actor: Actor, input: Input<'CreateUser'>): Promise<UserView>;
  createEnrolmentToken(actor: Actor, input: Input<'CreateEnrolmentToken'>): Promise<CreatedEnrolmentToken>;
  revokeEnrolmentToken(actor: Actor, input: Input<'RevokeEnrolmentToken'>): Promise<void>;
  createApiToken(actor: Actor, input: Input<'CreateApiToken'>): Promise<CreatedApiToken>;
  createFamily(actor: Actor, input: Input<'CreateFamily'>): Promise<FamilyView>;
  /** `content`: what `storeContent` returned, when the package has files. */
  createPackage(actor: Actor, input: Input<'CreatePackage'>, content?: ContentView): Promise<PackageView>;
  /** Changes no existing job. */
  editPackage(actor: Actor, input: Input<'EditPackage'>): Promise<PackageView>;
  /**
   * Takes the files of an upload into the content store: a single `.zip` as it is, anything else packed into one.
   * Refusals: `uploadBroken`, `tooLarge`, `archiveInvalid`, `archiveUnsafe`; after each nothing is left on disk.
   */
  storeContent(actor: Actor, files: AsyncIterable<UploadedFile>): Promise<ContentView>;
  createContainer(actor: Actor, input: Input<'CreateContainer'>): Promise<ContainerView>;
  /**
   * Holds at once for every job that does not execute: what an agent holds under the old dates, priority or
   * constraints is taken back, by the agent's confirmation.
   */
  editContainer(actor: Actor, input: Input<'EditContainer'>): Promise<ContainerView>;
  pauseContainer(actor: Actor, input: Input<'PauseContainer'>): Promise<ContainerView>;
  resumeContainer(actor: Actor, input: Input<'ResumeContainer'>): Promise<ContainerView>;
  cancelJob(actor: Actor, input: Input<'CancelJob'>): Promise<JobView>;
  /** A restart or shutdown by hand: now, or, with somebody logged in, after the delay. Refusals: `computerOffline`. */
  orderPower(actor: Actor, input: Input<'OrderPower'>): Promise<ComputerView>;
  /** Of what is due there already. Refusals: `nothingDue`, `computerOffline`. */
  carryOutPower(actor: Actor, input: Input<'CarryOutPower'>): Promise<ComputerView>;
  postponePower(actor: Actor, input: Input<'PostponePower'>): Promise<ComputerView>;
  callOffPower(actor: Actor, input: Input<'CallOffPower'>): Promise<ComputerView>;
  /**
   * Magic packets by hand. One computer: refused when it is online (`computerOnline`) or has no MAC address
   * (`notWakeable`). Of many, those are left out and counted.
   */
  wakeComputers(
    actor: Actor,
    input: Input<'WakeComputers'>,
  ): Promise<{ wakes: WakeView[]; online: number; notWakeable: number }>;
  changeSecureOn(actor: Actor, input: Input<'ChangeSecureOn'>): Promise<ComputerView>;
  /** Valid at once. Refusals: `settingLocked`. */
  editSettings(actor: Actor, input: Input<'EditSettings'>): Promise<SettingsView>;
  /**
   * Its agent is refused from now on, its jobs end, its records go. Refusals: `computerInUse` with a field for each
   * reason, unless its name is given.
   */
  deleteComputer(actor: Actor, input: Input<'DeleteComputer'>): Promise<void>;
  /** @returns who was logged in when it was shown, as the agent says. */
  sendMessage(actor: Actor, input: Input<'SendMessage'>): Promise<MessageShown>;
  /** Its agent reads its inventory anew and sends it. Refusals: `computerOffline`, `agentTooOld`. */
  askInventory(actor: Actor, input: Input<'AskInventory'>): Promise<void>;
  changeComputerNotes(actor: Actor, input: Input<'ChangeComputerNotes'>): Promise<ComputerView>;
}

/** What may be read. Each asks `domain/permission` too. A single object that is gone: `notFound`. */
export interface Queries
  extends
    ContainerQueries,
    GroupQueries,
    FleetQueries,
    BulkQueries,
    FilterQueries,
    AccessQueries,
    InstallationQueries,
    UploadQueries,
    PackageLifeQueries,
    DeployAgainQueries,
    TimelineQueries,
    DurationQueries {
  computer(actor: Actor, id: string): Promise<ComputerDetail>;
  jobsOfComputer(actor: Actor, id: string, query?: PageQuery): Promise<Page<JobView>>;
  families(actor: Actor, query?: FamiliesQuery): Promise<FamiliesPage>;
  family(actor: Actor, id: string): Promise<{ family: FamilyView; packages: PackageView[] }>;
  packages(actor: Actor, query?: PageQuery): Promise<Page<PackageView>>;
  package(actor: Actor, id: string): Promise<PackageView>;
  container(actor: Actor, id: string): Promise<ContainerView>;
  jobsOfContainer(
    actor: Actor,
    id: string,
    query?: { after?: number; limit?: number; states?: JobState[] },
  ): Promise<{ jobs: JobView[]; next?: number }>;
  /** What `createContainer` would do now, from the same planner. Permission as for creating. */
  previewDeployment(actor: Actor, input: Input<'PreviewDeployment'>): Promise<DeploymentPreview>;
  /** Newest first; of one container by their sequence. */
  jobs(actor: Actor, query?: Omit<PageQuery, 'search'> & JobFilter): Promise<Page<JobView>>;
  job(actor: Actor, id: string): Promise<JobView>;
  output(actor: Actor, query: { jobId: string; attempt?: number; after: number }): Promise<OutputPage>;
  /** The traces of a computer's wakes, newest first; of one container, or all. */
  wakesOfComputer(
    actor: Actor,
    query: Omit<PageQuery, 'search'> & { computerId: string; containerId?: string },
  ): Promise<Page<WakeView>>;
  /** Jobs of a computer that were purged with their containers: one line each, newest first. */
  historyOfComputer(actor: Actor, id: string, query?: PageQuery): Promise<Page<JobSummaryView>>;
  /** What goes on, what comes, what went wrong. */
  overview(actor: Actor): Promise<OverviewView>;
  /** Whatever has this in its name: of each kind the first few, best fits first. An empty text finds nothing. */
  search(actor: Actor, text: string): Promise<FoundView[]>;
  settings(actor: Actor): Promise<SettingsView>;
  /** What the assistant begins a new deployment with, for everybody who may create one. */
  assistantDefaults(actor: Actor): Promise<AssistantDefaults>;
  system(actor: Actor): Promise<SystemView>;
  /** By the hour, oldest first, at most 90 days. */
  statistics(actor: Actor, query: { hours: number }): Promise<HourView[]>;
  users(actor: Actor): Promise<UserRow[]>;
  /** Newest first. */
  enrolmentTokens(actor: Actor, query?: Omit<PageQuery, 'search'>): Promise<Page<EnrolmentTokenView>>;
  apiTokens(actor: Actor): Promise<ApiTokenView[]>;
  /** Newest first. */
  audit(actor: Actor, query?: AuditQuery): Promise<Page<AuditView>>;
}

/** Who is asking. Each answers undefined for anything unknown, expired or malformed. */
export interface Identities {
  ofSession(secret: string, from: { address: string }): Promise<Actor | undefined>;
  ofApiToken(token: string, from: { address: string }): Promise<Actor | undefined>;
  /**
   * A computer that asks for content with a signed header (`protocol/proof`): its own active job must name this
   * content. @throws Refusal `badSignature` or `contentNotGranted`
   */
  contentReader(authorization: string, sha256: string): Promise<{ computerId: string }>;
}

/** Content files by their SHA-256. */
export interface ContentReader {
  /** @returns undefined when it is not there. `end` is inclusive. */
  open(
    sha256: string,
    range?: { start: number; end: number },
  ): Promise<{ bytes: number; stream: Readable } | undefined>;
  size(sha256: string): Promise<number | undefined>;
}

/** The hub as the console's routes and the API see it. */
export interface Hub {
  version: string;
  commands: Commands;
  queries: Queries;
  identities: Identities;
  onceOnly: OnceOnly;
  content: ContentReader;
  /** SHA-256 of the hub's public key, in hexadecimal: what enrolment tokens carry. */
  fingerprint: string;
  /** The zone in which time frames are meant. */
  timeZone: string;
  /** Whether agents off this machine may connect without TLS: the console shows a banner. */
  plainHttpAllowed: boolean;
  /** Whether the embedded store serves more computers than it is right for: the console says so. */
  storeOutgrown(): Promise<boolean>;
  /** Whether nobody has signed in yet: the page to sign in tells where the first password is. */
  awaitsFirstSignIn(): Promise<boolean>;
  /** `ready` is false while the database does not answer or the hub stops. */
  health(): Promise<{ ready: boolean; reasons: string[] }>;
}
