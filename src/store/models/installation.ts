import { Schema, type Connection, type Types } from 'mongoose';
import type { Installation } from '#domain/entities.ts';
import { schemaOptions } from './schema-options.ts';

export interface InstallationDocument extends Omit<
  Installation,
  'id' | 'computerId' | 'packageId' | 'familyId' | 'jobId'
> {
  _id: Types.ObjectId;
  computerId: Types.ObjectId;
  packageId: Types.ObjectId;
  familyId: Types.ObjectId;
  jobId?: Types.ObjectId;
}

const schema = new Schema<InstallationDocument>(
  {
    computerId: { type: Schema.Types.ObjectId, required: true },
    computerName: String,
    packageId: { type: Schema.Types.ObjectId, required: true },
    familyId: { type: Schema.Types.ObjectId, required: true },
    packageName: String,
    packageVersion: String,
    jobId: Schema.Types.ObjectId,
    installedAt: { type: Date, required: true },
    installedBy: String,
    byHand: Boolean,
    drift: Schema.Types.Mixed,
  },
  schemaOptions,
);

// put: one for a computer and a package. remove. ofComputers.
schema.index({ computerId: 1, packageId: 1 }, { unique: true });
// ofPackage: its order and its cursor. countOfPackage.
schema.index({ packageId: 1, computerName: 1, _id: 1 });
// list of everything, and of what the inventory contradicts: few among many.
schema.index({ computerName: 1, _id: 1 });
schema.index({ 'drift.state': 1, computerName: 1, _id: 1 });

export const installationModel = (connection: Connection) =>
  connection.model('Installation', schema, 'installations');
