import { Schema, type Connection, type Types } from 'mongoose';
import type { EnrolmentToken } from '#domain/entities.ts';
import { schemaOptions } from './schema-options.ts';

export interface EnrolmentTokenDocument extends Omit<EnrolmentToken, 'id'> {
  _id: Types.ObjectId;
  /** `maxUses` less `uses`: a condition can compare a field with a number, not with another field. */
  usesLeft: number;
}

const schema = new Schema<EnrolmentTokenDocument>(
  {
    name: { type: String, required: true },
    secretHash: { type: String, required: true },
    createdAt: { type: Date, required: true },
    createdBy: { type: String, required: true },
    expiresAt: { type: Date, required: true },
    uses: { type: Number, required: true },
    maxUses: { type: Number, required: true },
    usesLeft: { type: Number, required: true },
  },
  schemaOptions,
);

export const enrolmentTokenModel = (connection: Connection) =>
  connection.model('EnrolmentToken', schema, 'enrolmentTokens');
