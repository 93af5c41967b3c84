import type { FailedJob } from '#domain/failures/group.ts';
import type { Attempt, Effect, Job } from '#domain/job.ts';
import type { JobState, OutputStream } from '#protocol/job.ts';
import type { JobCounts } from '#protocol/views/container.ts';
import type { TimelineJob } from '#domain/timeline/jobs.ts';
import type { DurationsQuery, Span } from './history.ts';
import type { TimelinePage } from './timeline.ts';

/** The job at its place in a computer's queue, without the parts that only its execution needs. */
export type QueuedJob = Pick<
  Job,
  | 'id'
  | 'containerId'
  | 'computerId'
  | 'sequence'
  | 'state'
  | 'priority'
  | 'containerCreatedAt'
  | 'dueAt'
  | 'containerName'
  | 'packageName'
  | 'packageVersion'
  | 'revision'
  | 'content'
> & { attempt?: Pick<Attempt, 'acceptedAt'> };

/** The job as its container was asked for it. */
export type PlannedPlace = Pick<
  Job,
  'sequence' | 'computerId' | 'computerName' | 'packageId' | 'action' | 'state' | 'reasons'
>;

/** What jobs do on a computer. */
export interface JobActivity {
  /** The one that is with its agent. */
  active?: Pick<Job, 'id' | 'containerId' | 'action' | 'packageName' | 'packageVersion' | 'state'>;
  /** How many are in each state that is pending or failed. */
  counts: JobCounts;
}

/** When the attempt that ended a job was offered, began and ended. */
export type EndedAttempt = Pick<Job, 'id' | 'state'> & {
  attempt?: Pick<Attempt, 'offeredAt' | 'startedAt' | 'finishedAt'>;
};

export interface JobStore {
  /** Inserts in batches. Jobs are created before their container becomes visible. */
  insertMany(jobs: Job[]): Promise<void>;
  get(id: string): Promise<Job | undefined>;
  getMany(ids: string[]): Promise<Job[]>;
  /**
   * Compare-and-set: writes the job when the stored revision still is `job.revision`, with the revision grown by one.
   * @returns the job as stored now, or undefined when somebody else was faster.
   */
  save(job: Job): Promise<Job | undefined>;
  /** The same for many, in one bulk write. @returns those that won. */
  saveMany(jobs: Job[]): Promise<Job[]>;
  /** Takes effects that have been carried out off these jobs; leaves their revision as it is. */
  clearOwed(ids: string[], effects: Effect[]): Promise<void>;
  /** Every job that owes effects, for the replay at the start. Ends when none is left. */
  owing(limit: number): Promise<Job[]>;
  /** The computers on which a job owes this effect: nearly always none. */
  computersOwing(effect: Effect): Promise<Set<string>>;
  /** Waiting jobs of a job's own container and computer that come after it, by sequence. */
  waitingBehind(job: Pick<Job, 'containerId' | 'computerId' | 'sequence'>): Promise<Job[]>;
  /** Pending jobs (waiting or active) of these computers that are due, or active whatever their date. */
  queueOf(computerIds: string[], dueUntil: Date): Promise<QueuedJob[]>;
  /** Active jobs of one computer: what a hello is reconciled with. */
  activeOf(computerId: string): Promise<Job[]>;
  /** Active jobs of these computers, for the computers page. */
  activeOfMany(computerIds: string[]): Promise<Job[]>;
  /** What jobs do on these computers; those with nothing pending or failed are left out. */
  activityOf(computerIds: string[]): Promise<Map<string, JobActivity>>;
  /** Computers with a waiting job that is due. Pages by computer id. */
  computersWithDueJobs(query: { dueUntil: Date; after?: string; limit: number }): Promise<string[]>;
  /** Waiting jobs that are due, `most` at most. */
  countDue(dueUntil: Date, most: number): Promise<number>;
  /** Jobs of a container with a sequence after `after`, by sequence. */
  ofContainer(query: {
    containerId: string;
    after?: number;
    limit: number;
    states?: JobState[];
    computerId?: string;
    packageId?: string;
  }): Promise<Job[]>;
  /** Of a container's jobs, by their sequence, what says for what they were asked: without all that executes them. */
  askedOf(query: { containerId: string; after?: number; limit: number }): Promise<PlannedPlace[]>;
  /** Newest first. */
  ofComputer(query: { computerId: string; before?: string; limit: number }): Promise<Job[]>;
  /** Jobs that have ended, by the moment of it, with what their line in a timeline needs. */
  endedOfComputer(page: TimelinePage): Promise<TimelineJob[]>;
  /** The attempts of those that succeeded among the `limit` that ended last, the newest first. */
  succeeded(query: DurationsQuery): Promise<Attempt[]>;
  ofPackage(query: { packageId: string; before?: string; limit: number }): Promise<Job[]>;
  list(query: {
    before?: string;
    limit: number;
    states?: JobState[];
    computerId?: string;
    packageId?: string;
  }): Promise<Job[]>;
  /**
   * Sets what pending jobs of a container have copied from it, and grows their revisions. `endAt: null`: none.
   * A name is set in all jobs, ended ones too.
   */
  changeOfContainer(
    containerId: string,
    fields: {
      containerName?: string;
      priority?: number;
      dueAt?: Date;
      endAt?: Date | null;
      abortsRest?: boolean;
    },
  ): Promise<void>;
  /** By computer, the content that waiting jobs of a container need there. */
  contentsNeeded(containerId: string): Promise<Map<string, Set<string>>>;
  countByState(containerId: string): Promise<JobCounts>;
  /** Jobs of a container in these states, by sequence: what is looked at to tell why they failed. */
  failedOf(query: {
    containerId: string;
    states: readonly JobState[];
    after: number;
    limit: number;
  }): Promise<FailedJob[]>;
  /** Calls with every job whose end was recorded in the span, in any order, with what statistics ask for. */
  eachEnded(span: Span, take: (job: EndedAttempt) => void): Promise<void>;
  /** Removes those of these jobs that still have this revision. @returns how many */
  removeMany(jobs: Pick<Job, 'id' | 'revision'>[]): Promise<number>;
  hasPendingOfPackage(packageId: string): Promise<boolean>;
  /** Pending jobs of a package, newest first. */
  pendingOfPackage(query: { packageId: string; before?: string; limit: number }): Promise<Job[]>;
  /** How many jobs of a package are in each pending state. */
  countPendingOfPackage(packageId: string): Promise<JobCounts>;
  /** Whether a pending job downloads this content, whatever became of its package. */
  hasPendingOfContent(sha256: string): Promise<boolean>;
  /**
   * Narrow write for output: sets the extent (and `firstOutputAt`, when given and not set yet) of the attempt
   * `number`, and nothing else; the revision grows. @returns the job as stored now, undefined when the attempt is
   * no longer the current one.
   */
  setOutput(change: {
    id: string;
    attempt: number;
    output: Attempt['output'];
    firstOutputAt?: Date;
  }): Promise<Job | undefined>;
}

export interface StoredChunk {
  jobId: string;
  attempt: number;
  sequence: number;
  stream: OutputStream;
  text: string;
  bytes: number;
  at: Date;
}

/** Where the output of an attempt ends. */
export interface OutputEnd {
  jobId: string;
  attempt: number;
  last: number;
}

export interface OutputStore {
  /** Unique by (job, attempt, sequence): what is there already stays as it is. @returns the sequences that were new. */
  append(chunks: StoredChunk[]): Promise<number[]>;
  /** Chunks after a sequence, in order, ended by `limitBytes` (at least one chunk). */
  after(query: { jobId: string; attempt: number; after: number; limitBytes: number }): Promise<StoredChunk[]>;
  /**
   * The last chunks of these attempts, `chunks` of each at most, those of an attempt in order. `last`: the sequence of
   * its last one.
   */
  tails(attempts: readonly OutputEnd[], chunks: number): Promise<StoredChunk[]>;
  /** Sequence and size of every stored chunk of an attempt, in order: for the cap. */
  sizes(jobId: string, attempt: number): Promise<{ sequence: number; bytes: number }[]>;
  /** Removes a range of sequences, both ends included. */
  drop(range: { jobId: string; attempt: number; from: number; to: number }): Promise<void>;
  removeJobs(jobIds: string[]): Promise<void>;
}
