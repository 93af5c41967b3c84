import { Schema, type Connection, type Types } from 'mongoose';
import type { StoredChunk } from '../contract/jobs.ts';
import { schemaOptions } from './schema-options.ts';

export interface OutputChunkDocument extends Omit<StoredChunk, 'jobId'> {
  _id: Types.ObjectId;
  jobId: Types.ObjectId;
}

const schema = new Schema<OutputChunkDocument>(
  {
    jobId: { type: Schema.Types.ObjectId, required: true },
    attempt: { type: Number, required: true },
    sequence: { type: Number, required: true },
    stream: { type: String, required: true },
    text: String,
    bytes: { type: Number, required: true },
    at: { type: Date, required: true },
  },
  schemaOptions,
);

// append: a chunk once. after, sizes, drop: in order. removeJobs: by its beginning.
schema.index({ jobId: 1, attempt: 1, sequence: 1 }, { unique: true });

export const outputChunkModel = (connection: Connection) =>
  connection.model('OutputChunk', schema, 'outputChunks');
