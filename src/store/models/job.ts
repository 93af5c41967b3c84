import { Schema, type Connection, type Types } from 'mongoose';
import type { Effect, Job } from '#domain/job.ts';
import { schemaOptions } from './schema-options.ts';

export interface JobDocument extends Omit<
  Job,
  'id' | 'containerId' | 'computerId' | 'packageId' | 'familyId' | 'owed'
> {
  _id: Types.ObjectId;
  containerId: Types.ObjectId;
  computerId: Types.ObjectId;
  packageId: Types.ObjectId;
  familyId: Types.ObjectId;
  /** Absent when nothing is owed: nearly always, which keeps its index small. */
  owed?: Effect[];
  /** The bulk write that last won this job: see `saveMany`. */
  savedIn?: Types.ObjectId;
}

const reference = { type: Schema.Types.ObjectId, required: true };
const content = new Schema({ sha256: String, bytes: Number }, { ...schemaOptions, _id: false });
const cancelRequested = new Schema({ at: Date, by: String }, { ...schemaOptions, _id: false });
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
    procedure: String,
    successCodes: [Number],
    timeLimitSeconds: Number,
    content,
    attempt,
    lastAttemptNumber: Number,
    cancelRequested,
    owed: { type: [String], default: undefined },
    createdBy: String,
    createdAt: Date,
    revision: { type: Number, required: true },
    savedIn: Schema.Types.ObjectId,
  },
  schemaOptions,
);

// ofContainer without states.
schema.index({ containerId: 1, sequence: 1 });
// countByState (from the index alone), ofContainer with states.
schema.index({ containerId: 1, state: 1, sequence: 1 });
// queueOf, activeOf, activeOfMany.
schema.index({ computerId: 1, state: 1 });
// ofComputer, newest first.
schema.index({ computerId: 1, _id: -1 });
// ofPackage, newest first; hasPendingOfPackage.
schema.index({ packageId: 1, _id: -1 });
// list with states; without it goes by _id.
schema.index({ state: 1, _id: -1 });
// The next two hold waiting jobs alone: a job that runs or has ended costs them no write.
const waiting = { partialFilterExpression: { state: 'waiting' } };
// computersWithDueJobs, from the index alone.
schema.index({ state: 1, computerId: 1, dueAt: 1 }, waiting);
// nextDueAfter.
schema.index({ state: 1, dueAt: 1 }, waiting);
// owing.
schema.index({ owed: 1 }, { sparse: true });

export const jobModel = (connection: Connection) => connection.model('Job', schema, 'jobs');
