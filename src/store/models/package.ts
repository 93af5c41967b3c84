import { Schema, type Connection, type Types } from 'mongoose';
import type { Package, Procedure } from '#domain/entities.ts';
import type { PLAIN_PACKAGE } from '#protocol/package.ts';
import { schemaOptions } from './schema-options.ts';

/** Absent in packages that were made before these were known. */
type LaterField = keyof typeof PLAIN_PACKAGE;

/** Procedures from before there was a joiner have none. */
type ProcedureFields = Omit<Procedure, 'joiner'> & Partial<Pick<Procedure, 'joiner'>>;

export interface PackageDocument
  extends
    Omit<Package, 'id' | 'familyId' | 'install' | 'uninstall' | LaterField>,
    Partial<Pick<Package, LaterField>> {
  _id: Types.ObjectId;
  familyId: Types.ObjectId;
  install: ProcedureFields;
  uninstall: ProcedureFields;
  familyNameKey: string;
  versionKey: string;
}

const procedure = new Schema(
  { procedure: String, successCodes: [Number], joiner: String },
  { ...schemaOptions, _id: false },
);
const content = new Schema(
  { sha256: String, bytes: Number, fileName: String, files: Number },
  { ...schemaOptions, _id: false },
);

const schema = new Schema<PackageDocument>(
  {
    familyId: { type: Schema.Types.ObjectId, required: true },
    familyName: { type: String, required: true },
    familyNameKey: { type: String, required: true },
    familyIcon: String,
    version: { type: String, required: true },
    versionKey: { type: String, required: true },
    versionOrder: { type: String, required: true },
    notes: { type: String, default: '' },
    content,
    install: { type: procedure, required: true },
    uninstall: { type: procedure, required: true },
    uninstallNeedsContent: { type: Boolean, required: true },
    timeLimitSeconds: { type: Number, required: true },
    dependencies: { type: [String], default: undefined },
    compatibleSystems: Schema.Types.Mixed,
    upgradeBehaviour: String,
    postAction: String,
    softwareMatch: Schema.Types.Mixed,
    createdAt: { type: Date, required: true },
    createdBy: { type: String, required: true },
    revision: { type: Number, required: true },
  },
  schemaOptions,
);

// insert: a version once in its family.
schema.index({ familyId: 1, versionKey: 1 }, { unique: true });
// ofFamily (newest first), summaries and newestInstallable (the newest of each family).
schema.index({ familyId: 1, versionOrder: 1, _id: 1 });
// list: its order and its cursor; versions of one family have equal names.
schema.index({ familyNameKey: 1, versionOrder: -1, _id: -1 });
// usesContent, contentOf. Packages without content are left out.
schema.index({ 'content.sha256': 1 }, { sparse: true });

// needing. Most packages need nothing: they are left out.
schema.index({ dependencies: 1 }, { sparse: true });

export const packageModel = (connection: Connection) => connection.model('Package', schema, 'packages');
