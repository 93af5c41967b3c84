import { Schema, type Connection, type Types } from 'mongoose';
import type { JobSummary } from '#domain/entities.ts';
import { schemaOptions } from './schema-options.ts';

export interface JobSummaryDocument extends Omit<JobSummary, 'id' | 'computerId'> {
  /** The job's. */
  _id: Types.ObjectId;
  computerId: Types.ObjectId;
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
    startLatency: Number,
    duration: Number,
  },
  schemaOptions,
);

// ofComputer, newest first.
schema.index({ computerId: 1, _id: -1 });
// eachEnded, hasBefore, removeBefore.
schema.index({ endedAt: 1 });

export const jobSummaryModel = (connection: Connection) =>
  connection.model('JobSummary', schema, 'jobSummaries');
