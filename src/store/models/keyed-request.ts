import { Schema, type Connection } from 'mongoose';
import type { KeyedRequest } from '../contract/keyed-requests.ts';
import { schemaOptions } from './schema-options.ts';

export interface KeyedRequestDocument extends Omit<KeyedRequest, 'id'> {
  /** A SHA-256, no ObjectId. */
  _id: string;
}

const answer = new Schema(
  { status: { type: Number, required: true }, location: String, body: String },
  { ...schemaOptions, _id: false },
);

const schema = new Schema<KeyedRequestDocument>(
  {
    _id: { type: String, required: true },
    actorId: { type: String, required: true },
    digest: { type: String, required: true },
    expiresAt: { type: Date, required: true },
    answer,
  },
  schemaOptions,
);

// countOf.
schema.index({ actorId: 1 });
// The database itself removes what has expired, a minute late at times: begin looks at the date as well.
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const keyedRequestModel = (connection: Connection) =>
  connection.model('KeyedRequest', schema, 'keyedRequests');
