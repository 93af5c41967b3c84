import { Schema, type Connection, type Types } from 'mongoose';
import type { Family } from '#domain/entities.ts';
import { schemaOptions } from './schema-options.ts';

export interface FamilyDocument extends Omit<Family, 'id'> {
  _id: Types.ObjectId;
  nameKey: string;
}

const schema = new Schema<FamilyDocument>(
  {
    name: { type: String, required: true },
    nameKey: { type: String, required: true },
    notes: { type: String, default: '' },
    icon: String,
    createdAt: { type: Date, required: true },
    revision: { type: Number, required: true },
  },
  schemaOptions,
);

// insertFamily: one family of a name. findFamilyByName. listFamilies: its order and its cursor.
schema.index({ nameKey: 1 }, { unique: true });

export const familyModel = (connection: Connection) => connection.model('Family', schema, 'families');
