import type {
  ApiToken,
  AuditEntry,
  Computer,
  Content,
  EnrolmentToken,
  Family,
  Installation,
  JobContainer,
  Package,
  PendingPower,
  SettledState,
  User,
  UserSession,
} from '#domain/entities.ts';
import type { ContainerFacts } from '#domain/container-list.ts';
import type { FamilyFacts, FamilySummary } from '#domain/family-list.ts';
import type { AuditFilter } from '#domain/audit-filter.ts';
import type { SoftwareFacts } from '#domain/drift.ts';
import type { Drift } from '#protocol/drift.ts';
import type { PreStagedCounts } from '#protocol/pre-stage.ts';
import type { InventoryReport } from '#protocol/inventory.ts';
import type { SystemSeen } from '#protocol/views/package.ts';
import type { JobCounts } from '#protocol/views/container.ts';

/** A page of a list by name: `after` is the last row of the page before. `search`: part of a name, any case. */
export interface NamedPage {
  search?: string;
  after?: { name: string; id: string };
  limit: number;
}
export type NewEntity<Entity> = Omit<Entity, 'revision'>;

/** A computer without its software list. */
export type ComputerSummary = Omit<Computer, 'software'>;

export interface ComputerStore {
  /** @throws Refusal `nameTaken` */
  insert(computer: NewEntity<Computer>): Promise<Computer>;
  get(id: string): Promise<ComputerSummary | undefined>;
  findByPublicKey(publicKey: string): Promise<ComputerSummary | undefined>;
  getWithSoftware(id: string): Promise<Computer | undefined>;
  getMany(ids: string[]): Promise<ComputerSummary[]>;
  /** The revisions of these computers; those that are gone are left out. */
  revisionsOf(ids: string[]): Promise<Map<string, number>>;
  /** By name, without regard to case. `groupIds`: only those that are in one of these groups. */
  list(page: NamedPage & { groupIds?: string[] }): Promise<ComputerSummary[]>;
  /** Those that have one of these names, in any case and any order. */
  findByNames(names: string[]): Promise<ComputerSummary[]>;
  /** @param most Where counting may stop. */
  count(most?: number): Promise<number>;
  /** Sets these fields and grows the revision. @returns undefined when the computer is gone. */
  change(
    id: string,
    fields: Partial<
      Pick<
        Computer,
        | 'notes'
        | 'lastSeenAt'
        | 'lastAddress'
        | 'agentVersion'
        | 'bootId'
        | 'bootedAt'
        | 'processId'
        | 'connected'
      >
    >,
  ): Promise<ComputerSummary | undefined>;
  /** It is online, with what its hello tells. @returns undefined when the computer is gone. */
  connect(
    id: string,
    hello: Required<
      Pick<Computer, 'lastSeenAt' | 'lastAddress' | 'agentVersion' | 'bootId' | 'bootedAt' | 'processId'>
    >,
  ): Promise<ComputerSummary | undefined>;
  /** Its session has ended; `leftAt`: while the hub was there. */
  disconnect(id: string, seen: { lastSeenAt: Date; leftAt?: Date }): Promise<void>;
  /** The sessions of all that still count as connected have ended, when the hub did. A later sight of one stays. */
  disconnectAll(lastSeenAt: Date): Promise<void>;
  /** `null`: none any more. @returns undefined when the computer is gone */
  changeSecureOn(id: string, secureOn: string | null): Promise<ComputerSummary | undefined>;
  /**
   * Compare-and-set of what is due there; `null`: nothing. The revision grows.
   * @returns undefined when the computer is gone or has another revision by now
   */
  changePower(id: string, revision: number, power: PendingPower | null): Promise<ComputerSummary | undefined>;
  /** On how many something is due. */
  countPower(): Promise<number>;
  /** What is due on these computers; those on which nothing is are left out. */
  powerOf(ids: string[]): Promise<Map<string, PendingPower>>;
  /** When these computers were seen last; those that never were are left out. */
  lastSeenOf(ids: string[]): Promise<Map<string, Date>>;
  /** The list of its software, and when it came. @returns undefined when it has never sent one */
  softwareOf(id: string): Promise<SoftwareFacts | undefined>;
  /** Every system that inventories name, with the number of computers, in any order. */
  systems(): Promise<SystemSeen[]>;
  /** The versions of their agents, those on most computers first. */
  agentVersions(): Promise<{ version: string; computers: number }[]>;
  /** Saves one part of the inventory with its digest. */
  saveInventory(id: string, report: InventoryReport, at: Date): Promise<ComputerSummary | undefined>;
}

/** What editing a package may change. Family and content stay: installations and jobs name them. */
export type EditablePackageField =
  | 'version'
  | 'versionOrder'
  | 'notes'
  | 'install'
  | 'uninstall'
  | 'uninstallNeedsContent'
  | 'timeLimitSeconds'
  | 'dependencies'
  | 'compatibleSystems'
  | 'upgradeBehaviour'
  | 'postAction'
  | 'softwareMatch';

/** A page of packages: within a name the cursor needs the version too. */
export interface PackagePage extends Omit<NamedPage, 'after'> {
  after?: { name: string; versionOrder: string; id: string };
}

export interface PackageStore {
  /** @throws Refusal `nameTaken` */
  insertFamily(family: NewEntity<Family>): Promise<Family>;
  getFamily(id: string): Promise<Family | undefined>;
  findFamilyByName(name: string): Promise<Family | undefined>;
  getFamilies(ids: string[]): Promise<Family[]>;
  listFamilies(page: NamedPage): Promise<Family[]>;
  /** What lists need of every family there is, in any order, one after the other as they are read. */
  eachFamily(take: (facts: FamilyFacts) => void): Promise<void>;
  deleteFamily(id: string): Promise<void>;
  /** @throws Refusal `nameTaken` when the family has this version already. */
  insert(entity: NewEntity<Package>): Promise<Package>;
  get(id: string): Promise<Package | undefined>;
  getMany(ids: string[]): Promise<Package[]>;
  /**
   * Compare-and-set of what may be edited. @returns undefined when it is gone or has another revision by now.
   * @throws Refusal `nameTaken` when the family has this version already
   */
  change(fields: Pick<Package, 'id' | 'revision' | EditablePackageField>): Promise<Package | undefined>;
  /** Packages from before versions were ordered. */
  withoutOrder(limit: number): Promise<Pick<Package, 'id' | 'version'>[]>;
  setOrder(id: string, versionOrder: string): Promise<void>;
  /** Packages that name this one as a dependency, at most 20. */
  needing(id: string): Promise<Package[]>;
  /** Newest version first. */
  ofFamily(familyId: string): Promise<Package[]>;
  /** Of each of these families: how many packages, and the newest version. */
  summaries(familyIds: string[]): Promise<Map<string, FamilySummary>>;
  /** Of each of these families the newest version that has a procedure to install it, where there is one. */
  newestInstallable(familyIds: string[]): Promise<Map<string, Pick<Package, 'id' | 'version'>>>;
  /** By name, the newest version of each first. */
  list(page: PackagePage): Promise<Package[]>;
  delete(id: string): Promise<boolean>;
  /** Whether any package still uses this content. */
  usesContent(sha256: string): Promise<boolean>;
  /** The hashes of all content that packages use. */
  contentInUse(): Promise<string[]>;
  /** The content as one of the packages that use it has it. */
  contentOf(sha256: string): Promise<Content | undefined>;
}

/** What people may change of a container. */
export type ContainerFields = Partial<
  Pick<
    JobContainer,
    | 'name'
    | 'notes'
    | 'startAt'
    | 'priority'
    | 'sequenceMode'
    | 'lateArrival'
    | 'graceMinutes'
    | 'addressRanges'
    | 'timeFrames'
    | 'restartTimeoutMinutes'
    | 'wakeOnLan'
    | 'shutdownAfterCompletion'
    | 'preStage'
    | 'paused'
  >
> & {
  endAt?: Date | null;
  beganAt?: Date;
  /** `null`: its offline computers are looked for anew. */
  wakeSweptAt?: Date | null;
};

/** Containers that are being purged are in none of the answers, and nobody can change them, unless said otherwise. */
export interface ContainerStore {
  insert(container: NewEntity<JobContainer>): Promise<JobContainer>;
  get(id: string): Promise<JobContainer | undefined>;
  /** Calls with what lists know of every container that is not being purged, in any order. */
  eachFacts(take: (facts: ContainerFacts) => void): Promise<void>;
  /** Containers whose stored counts say that something is pending: recounted at the start. */
  unsettled(): Promise<string[]>;
  /** The same containers, whole: those whose dates and time frames are watched. */
  unsettledContainers(): Promise<JobContainer[]>;
  getMany(ids: string[]): Promise<JobContainer[]>;
  /** Sets these fields and grows the revision; `null` takes a date away. */
  change(id: string, fields: ContainerFields): Promise<JobContainer | undefined>;
  /** Sets the counts and grows the revision. `settlement`: of counts without anything pending, else it is taken away. */
  setCounts(
    id: string,
    counts: JobCounts,
    settlement?: Required<Pick<JobContainer, 'settledAt' | 'settledAs'>>,
  ): Promise<JobContainer | undefined>;
  /** V7. Undefined: nothing of it comes in advance. The revision grows. */
  setPreStaged(id: string, preStaged: PreStagedCounts | undefined): Promise<void>;
  /**
   * Something of it is to become pending again: from then on it is not purged. To be called before its jobs are
   * changed. @returns undefined when it is gone, or being purged.
   */
  reopen(id: string): Promise<JobContainer | undefined>;
  /** Containers of which nothing is pending, but since when is not known. */
  withoutSettlement(limit: number): Promise<string[]>;
  /** Containers that went so and have been settled since then or longer, the oldest first. */
  settledBefore(query: { state: SettledState; until: Date; limit: number }): Promise<string[]>;
  /** Containers whose removal has begun. */
  purging(limit: number): Promise<string[]>;
  /** Also one that is being purged. */
  getEvenPurging(id: string): Promise<JobContainer | undefined>;
  /** Compare-and-set: begins its removal, if it still has this revision. @returns whether it did. */
  beginPurge(container: Pick<JobContainer, 'id' | 'revision'>): Promise<boolean>;
  /** The end of its removal: only one that is being purged. */
  remove(id: string): Promise<void>;
}

/** `search`: part of the computer's name, any case. `drifted`: whether the inventory contradicts the record. */
export interface InstallationFilter {
  search?: string;
  drifted?: boolean;
}

/** As `InstallationFilter`, and `search` looks into the package's name, too. */
export interface InstallationListFilter extends InstallationFilter {
  computerId?: string;
  packageId?: string;
}

/** Of the last row of the page before. */
export type InstallationPlace = Pick<Installation, 'id' | 'computerName' | 'packageId'>;

export interface InstallationStore {
  /** One record for a computer and a package: a repeated write replaces it. */
  put(installation: Installation): Promise<Installation>;
  /** @returns whether there was one. */
  remove(computerId: string, packageId: string): Promise<boolean>;
  ofComputers(computerIds: string[]): Promise<Installation[]>;
  /** What is installed on these computers, and what the inventory says of it: no more than lists need, in any order. */
  installedOn(
    computerIds: string[],
  ): Promise<Pick<Installation, 'computerId' | 'packageId' | 'familyId' | 'drift'>[]>;
  /** By the computer's name. */
  ofPackage(query: InstallationFilter & NamedPage & { packageId: string }): Promise<Installation[]>;
  countOfPackage(packageId: string, filter?: InstallationFilter): Promise<number>;
  /** By the computer's name, of one computer by their packages. */
  list(query: InstallationListFilter & { after?: InstallationPlace; limit: number }): Promise<Installation[]>;
  /** The packages that are installed anywhere, one after the other. @returns undefined behind the last */
  nextPackage(after?: string): Promise<string | undefined>;
  /** These records, whichever are still there. @returns how many there were */
  removeMany(ids: string[]): Promise<number>;
  /** Unless it was installed anew since. @returns undefined when it was, or is gone */
  setDrift(
    judged: Pick<Installation, 'id' | 'installedAt'> & { drift: Drift },
  ): Promise<Installation | undefined>;
}

export interface AccessStore {
  /** @throws Refusal `nameTaken` */
  insertUser(user: User): Promise<User>;
  getUser(id: string): Promise<User | undefined>;
  /** Without regard to case. */
  findUserByName(name: string): Promise<User | undefined>;
  listUsers(): Promise<User[]>;
  countUsers(): Promise<number>;
  /** @returns undefined when the user is gone. */
  changeUser(
    id: string,
    fields: Partial<Pick<User, 'role' | 'passwordHash' | 'lastSignInAt'>>,
  ): Promise<User | undefined>;
  deleteUser(id: string): Promise<boolean>;

  insertSession(session: UserSession): Promise<void>;
  /** Expired ones are as good as gone, whether or not the database has removed them yet. */
  getSession(id: string, now: Date): Promise<UserSession | undefined>;
  extendSession(id: string, expiresAt: Date): Promise<void>;
  deleteSession(id: string): Promise<void>;
  /** All of a user's, expired ones included. */
  sessionsOf(userId: string): Promise<UserSession[]>;
  /** How many each user has by now; who has none is left out. */
  countSessions(now: Date): Promise<Map<string, number>>;
  hasExpiredSessions(now: Date): Promise<boolean>;
  /** Removes at most `limit` sessions that have expired by then. @returns how many */
  removeExpiredSessions(now: Date, limit: number): Promise<number>;

  insertEnrolmentToken(token: EnrolmentToken): Promise<void>;
  getEnrolmentToken(id: string): Promise<EnrolmentToken | undefined>;
  /** Newest first. */
  listEnrolmentTokens(query: { before?: string; limit: number }): Promise<EnrolmentToken[]>;
  /** Takes one use, unless the last is taken or the token has expired by `now`. @returns whether it was taken. */
  useEnrolmentToken(id: string, now: Date): Promise<boolean>;
  deleteEnrolmentToken(id: string): Promise<boolean>;

  insertApiToken(token: ApiToken): Promise<void>;
  getApiToken(id: string): Promise<ApiToken | undefined>;
  listApiTokens(): Promise<ApiToken[]>;
  /** It was used then, unless that is known since `since` already. */
  useApiToken(id: string, used: { at: Date; since: Date }): Promise<void>;
  deleteApiToken(id: string): Promise<boolean>;
}

export interface AuditStore {
  insert(entry: AuditEntry): Promise<void>;
  /** Newest first. `before`: the last row of the page before. */
  list(query: AuditFilter & { before?: Pick<AuditEntry, 'at' | 'id'>; limit: number }): Promise<AuditEntry[]>;
  hasBefore(moment: Date): Promise<boolean>;
  /** Removes at most `limit` entries from before that moment, the oldest first. @returns how many */
  removeBefore(moment: Date, limit: number): Promise<number>;
}

export interface SettingStore {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
}
