import type {
  ApiToken,
  AuditEntry,
  Computer,
  EnrolmentToken,
  Family,
  Installation,
  JobContainer,
  Package,
  User,
  UserSession,
} from '#domain/entities.ts';
import type { InventoryReport } from '#protocol/inventory.ts';
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
  /** By name, without regard to case. */
  list(page: NamedPage): Promise<ComputerSummary[]>;
  count(): Promise<number>;
  /** Sets these fields and grows the revision. @returns undefined when the computer is gone. */
  change(
    id: string,
    fields: Partial<
      Pick<Computer, 'notes' | 'lastSeenAt' | 'lastAddress' | 'agentVersion' | 'bootId' | 'bootedAt'>
    >,
  ): Promise<ComputerSummary | undefined>;
  /** Saves one part of the inventory with its digest. */
  saveInventory(id: string, report: InventoryReport, at: Date): Promise<ComputerSummary | undefined>;
}

/** What editing a package may change. Family, version and content stay: installations and jobs name them. */
export type EditablePackageField =
  | 'notes'
  | 'install'
  | 'uninstall'
  | 'uninstallNeedsContent'
  | 'timeLimitSeconds'
  | 'dependencies'
  | 'compatibleSystems'
  | 'upgradeBehaviour'
  | 'postAction';

export interface PackageStore {
  /** @throws Refusal `nameTaken` */
  insertFamily(family: NewEntity<Family>): Promise<Family>;
  getFamily(id: string): Promise<Family | undefined>;
  findFamilyByName(name: string): Promise<Family | undefined>;
  listFamilies(page: NamedPage): Promise<Family[]>;
  deleteFamily(id: string): Promise<void>;
  /** @throws Refusal `nameTaken` when the family has this version already. */
  insert(entity: NewEntity<Package>): Promise<Package>;
  get(id: string): Promise<Package | undefined>;
  getMany(ids: string[]): Promise<Package[]>;
  /** Compare-and-set of what may be edited. @returns undefined when it is gone or has another revision by now. */
  change(fields: Pick<Package, 'id' | 'revision' | EditablePackageField>): Promise<Package | undefined>;
  /** Packages that name this one as a dependency, at most 20. */
  needing(id: string): Promise<Package[]>;
  /** Newest first. */
  ofFamily(familyId: string): Promise<Package[]>;
  /** Of each of these families: how many packages, and the version of the newest. */
  summaries(familyIds: string[]): Promise<Map<string, { packages: number; latestVersion: string }>>;
  list(page: NamedPage): Promise<Package[]>;
  delete(id: string): Promise<boolean>;
  /** Whether any package still uses this content. */
  usesContent(sha256: string): Promise<boolean>;
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
    | 'paused'
  >
> & { endAt?: Date | null };

export interface ContainerStore {
  insert(container: NewEntity<JobContainer>): Promise<JobContainer>;
  get(id: string): Promise<JobContainer | undefined>;
  /** Newest first; `before` is the id of the last row of the page before. */
  list(query: { before?: string; limit: number }): Promise<JobContainer[]>;
  /** Containers whose stored counts say that something is pending: recounted at the start. */
  unsettled(): Promise<string[]>;
  /** The same containers, whole: those whose dates and time frames are watched. */
  unsettledContainers(): Promise<JobContainer[]>;
  getMany(ids: string[]): Promise<JobContainer[]>;
  /** Sets these fields and grows the revision; `endAt: null` takes the end date away. */
  change(id: string, fields: ContainerFields): Promise<JobContainer | undefined>;
  /** Sets the counts and grows the revision. */
  setCounts(id: string, counts: JobCounts): Promise<JobContainer | undefined>;
}

export interface InstallationStore {
  /** One record for a computer and a package: a repeated write replaces it. */
  put(installation: Installation): Promise<Installation>;
  /** @returns whether there was one. */
  remove(computerId: string, packageId: string): Promise<boolean>;
  ofComputers(computerIds: string[]): Promise<Installation[]>;
  ofPackage(query: { packageId: string; after?: string; limit: number }): Promise<Installation[]>;
  countOfPackage(packageId: string): Promise<number>;
}

export interface AccessStore {
  /** @throws Refusal `nameTaken` */
  insertUser(user: User): Promise<User>;
  getUser(id: string): Promise<User | undefined>;
  /** Without regard to case. */
  findUserByName(name: string): Promise<User | undefined>;
  listUsers(): Promise<User[]>;
  countUsers(): Promise<number>;

  insertSession(session: UserSession): Promise<void>;
  /** Expired ones are as good as gone, whether or not the database has removed them yet. */
  getSession(id: string, now: Date): Promise<UserSession | undefined>;
  extendSession(id: string, expiresAt: Date): Promise<void>;
  deleteSession(id: string): Promise<void>;

  insertEnrolmentToken(token: EnrolmentToken): Promise<void>;
  getEnrolmentToken(id: string): Promise<EnrolmentToken | undefined>;
  /** Newest first. */
  listEnrolmentTokens(limit: number): Promise<EnrolmentToken[]>;
  /** Takes one use, unless the last is taken or the token has expired by `now`. @returns whether it was taken. */
  useEnrolmentToken(id: string, now: Date): Promise<boolean>;
  deleteEnrolmentToken(id: string): Promise<boolean>;

  insertApiToken(token: ApiToken): Promise<void>;
  getApiToken(id: string): Promise<ApiToken | undefined>;
  listApiTokens(): Promise<ApiToken[]>;
  deleteApiToken(id: string): Promise<boolean>;
}

export interface AuditStore {
  insert(entry: AuditEntry): Promise<void>;
  /** Newest first. `verbPrefix`: only entries whose verb begins so. `subjectId`: only those about it. */
  list(query: {
    before?: string;
    limit: number;
    verbPrefix?: string;
    subjectId?: string;
  }): Promise<AuditEntry[]>;
}

export interface SettingStore {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
}
