import { Schema, type Connection, type Types } from 'mongoose';
import type { ApiToken } from '#domain/entities.ts';
import { schemaOptions } from './schema-options.ts';

export interface ApiTokenDocument extends Omit<ApiToken, 'id'> {
  _id: Types.ObjectId;
}

const schema = new Schema<ApiTokenDocument>(
  {
    name: { type: String, required: true },
    role: { type: String, required: true },
    secretHash: { type: String, required: true },
    createdAt: { type: Date, required: true },
    createdBy: { type: String, required: true },
    expiresAt: Date,
    lastUsedAt: Date,
  },
  schemaOptions,
);

export const apiTokenModel = (connection: Connection) => connection.model('ApiToken', schema, 'apiTokens');
