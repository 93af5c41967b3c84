import { Schema, type Connection, type Types } from 'mongoose';
import type { SavedFilter } from '#domain/entities.ts';
import { schemaOptions } from './schema-options.ts';

export interface SavedFilterDocument extends Omit<SavedFilter, 'id'> {
  _id: Types.ObjectId;
  nameKey: string;
}

const schema = new Schema<SavedFilterDocument>(
  {
    name: { type: String, required: true },
    nameKey: { type: String, required: true },
    filter: { type: String, default: '' },
    sort: String,
    columns: { type: [String], default: undefined },
    shared: { type: Boolean, required: true },
    owner: { type: String, required: true },
    ownerName: { type: String, required: true },
    changedAt: { type: Date, required: true },
    revision: { type: Number, required: true },
  },
  schemaOptions,
);

// insert and change: one of a name for each owner. visibleTo: one's own, in order. countOf, removePrivateOf.
schema.index({ owner: 1, nameKey: 1 }, { unique: true });
// visibleTo: those that are shared, in order.
schema.index({ shared: 1, nameKey: 1 });

export const savedFilterModel = (connection: Connection) =>
  connection.model('SavedFilter', schema, 'savedFilters');
