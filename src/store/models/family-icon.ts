import { Schema, type Connection, type Types } from 'mongoose';
import type { FamilyIcon } from '#domain/entities.ts';
import { schemaOptions } from './schema-options.ts';

export interface FamilyIconDocument extends Omit<FamilyIcon, 'bytes'> {
  /** The family's id. */
  _id: Types.ObjectId;
  bytes: Buffer;
}

const schema = new Schema<FamilyIconDocument>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    type: { type: String, required: true },
    bytes: { type: Buffer, required: true },
    digest: { type: String, required: true },
  },
  schemaOptions,
);

export const familyIconModel = (connection: Connection) =>
  connection.model('FamilyIcon', schema, 'familyIcons');
