import { Schema, type Connection, type Types } from 'mongoose';
import type { Group } from '#domain/entities.ts';
import { schemaOptions } from './schema-options.ts';

export interface GroupDocument extends Omit<Group, 'id' | 'parentId' | 'packageIds'> {
  _id: Types.ObjectId;
  nameKey: string;
  /** Null at the top: names are unique there too. */
  parentId: Types.ObjectId | null;
  packageIds: Types.ObjectId[];
}

const schema = new Schema<GroupDocument>(
  {
    name: { type: String, required: true },
    nameKey: { type: String, required: true },
    notes: { type: String, default: '' },
    parentId: { type: Schema.Types.ObjectId, default: null },
    packageIds: [Schema.Types.ObjectId],
    createdAt: { type: Date, required: true },
    createdBy: String,
    revision: { type: Number, required: true },
  },
  schemaOptions,
);

// insert and change: one of a name below each parent. below.
schema.index({ parentId: 1, nameKey: 1 }, { unique: true });
// all: its order.
schema.index({ nameKey: 1 });
// forgetPackage.
schema.index({ packageIds: 1 });

export const computerGroupModel = (connection: Connection) =>
  connection.model('ComputerGroup', schema, 'computerGroups');
export const packageGroupModel = (connection: Connection) =>
  connection.model('PackageGroup', schema, 'packageGroups');
