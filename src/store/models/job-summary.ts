import { Schema, type Connection, type Types } from 'mongoose';
import type { JobSummary } from '#domain/entities.ts';
import { schemaOptions } from './schema-options.ts';

export interface JobSummaryDocument extends Omit<JobSummary, 'id' | 'computerId' | 'packageId'> {
  /** The job's. */
  _id: Types.ObjectId;
  computerId: Types.ObjectId;
  packageId?: Types.ObjectId;
}

const schema = new Schema<JobSummaryDocument>(
  {
    computerId: { type: Schema.Types.ObjectId, required: true },
    containerName: String,
    action: { type: String, required: true },
    packageName: String,
    packageVersion: String,
    state: { type: String, required: true },
    exitCode: Number,
    reason: String,
    endedAt: { type: Date, required: true },
    by: String,
    packageId: Schema.Types.ObjectId,
    attempt: Number,
    startLatency: Number,
    duration: Number,
  },
  schemaOptions,
);

// ofComputer, newest first.
schema.index({ computerId: 1, _id: -1 });
// linesOfComputer.
schema.index({ computerId: 1, endedAt: -1, _id: -1 });
// durations, newest first.
schema.index({ packageId: 1, endedAt: -1 });
// eachEnded, hasBefore, removeBefore.
schema.index({ endedAt: 1 });

export const jobSummaryModel = (connection: Connection) =>
  connection.model('JobSummary', schema, 'jobSummaries');
