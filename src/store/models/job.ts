import { Schema, type Connection, type Types } from 'mongoose';
import type { Effect, Job } from '#domain/job.ts';
import { schemaOptions } from './schema-options.ts';

/** Absent in jobs that were made before there was a planner. */
type PlannedField = 'upgradeBehaviour' | 'postAction' | 'reasons' | 'dependsOn' | 'hasFollowers';

export interface JobDocument extends Omit<
  Job,
  'id' | 'containerId' | 'computerId' | 'packageId' | 'familyId' | 'owed' | PlannedField
> {
  _id: Types.ObjectId;
  containerId: Types.ObjectId;
  computerId: Types.ObjectId;
  packageId: Types.ObjectId;
  familyId: Types.ObjectId;
  upgradeBehaviour?: Job['upgradeBehaviour'];
  postAction?: Job['postAction'];
  reasons?: Job['reasons'];
  dependsOn?: Job['dependsOn'];
  hasFollowers?: boolean;
  /** Absent when nothing is owed: nearly always, which keeps its index small. */
  owed?: Effect[];
  /** The bulk write that last won this job: see `saveMany`. */
  savedIn?: Types.ObjectId;
}

const reference = { type: Schema.Types.ObjectId, required: true };
const content = new Schema({ sha256: String, bytes: Number }, { ...schemaOptions, _id: false });
const ended = new Schema({ reason: String, detail: String }, { ...schemaOptions, _id: false });
const cancelRequested = new Schema({ at: Date, by: String }, { ...schemaOptions, _id: false });
const withdrawRequested = new Schema({ at: Date, to: String }, { ...schemaOptions, _id: false });
const attempt = new Schema(
  {
    number: { type: Number, required: true },
    offeredAt: Date,
    acceptedAt: Date,
    startedAt: Date,
    firstOutputAt: Date,
    finishedAt: Date,
    recordedAt: Date,
    exitCode: Number,
    reason: String,
    detail: String,
    output: { type: Schema.Types.Mixed, required: true },
  },
  { ...schemaOptions, _id: false },
);

const schema = new Schema<JobDocument>(
  {
    containerId: reference,
    containerName: String,
    computerId: reference,
    computerName: String,
    packageId: reference,
    familyId: reference,
    packageName: String,
    packageVersion: String,
    action: { type: String, required: true },
    sequence: { type: Number, required: true },
    state: { type: String, required: true },
    priority: { type: Number, required: true },
    containerCreatedAt: { type: Date, required: true },
    dueAt: { type: Date, required: true },
    endAt: Date,
    abortsRest: Boolean,
    procedure: String,
    successCodes: [Number],
    timeLimitSeconds: Number,
    upgradeBehaviour: String,
    postAction: String,
    reasons: Schema.Types.Mixed,
    dependsOn: { type: [Number], default: undefined },
    hasFollowers: Boolean,
    ended,
    endedAt: Date,
    content,
    attempt,
    earlierAttempts: { type: [Schema.Types.Mixed], default: undefined },
    retriedAt: Date,
    lastAttemptNumber: Number,
    cancelRequested,
    withdrawRequested,
    owed: { type: [String], default: undefined },
    createdBy: String,
    createdAt: Date,
    revision: { type: Number, required: true },
    savedIn: Schema.Types.ObjectId,
  },
  schemaOptions,
);

// ofContainer without states, askedOf.
schema.index({ containerId: 1, sequence: 1 });
// countByState (MongoDB: from the index alone; the embedded store reads the documents too), ofContainer with states.
schema.index({ containerId: 1, state: 1, sequence: 1 });
// queueOf, activeOf, activeOfMany.
schema.index({ computerId: 1, state: 1 });
// ofComputer, newest first.
schema.index({ computerId: 1, _id: -1 });
// endedOfComputer, by the end: one write for each job when it is made, one when it ends.
schema.index({ computerId: 1, endedAt: -1, _id: -1 });
// succeeded, by the end.
schema.index({ packageId: 1, endedAt: -1 });
// ofPackage, newest first; hasPendingOfPackage, pendingOfPackage, countPendingOfPackage.
schema.index({ packageId: 1, _id: -1 });
// list with states; without it goes by _id.
schema.index({ state: 1, _id: -1 });
// The next holds waiting jobs alone: a job that runs or has ended costs it no write.
const waiting = { partialFilterExpression: { state: 'waiting' } };
// computersWithDueJobs, from the index alone; countDue.
schema.index({ state: 1, computerId: 1, dueAt: 1 }, waiting);
// eachEnded. A pending job is not in it: one write for each job, when it ends.
schema.index({ endedAt: 1 }, { sparse: true });
// hasPendingOfContent. Never changed after a job is made.
schema.index({ 'content.sha256': 1 }, { sparse: true });
// owing.
schema.index({ owed: 1 }, { sparse: true });

export const jobModel = (connection: Connection) => connection.model('Job', schema, 'jobs');
