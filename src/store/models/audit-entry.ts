import { Schema, type Connection, type Types } from 'mongoose';
import type { AuditEntry } from '#domain/entities.ts';
import { schemaOptions } from './schema-options.ts';

export interface AuditEntryDocument extends Omit<AuditEntry, 'id'> {
  _id: Types.ObjectId;
}

const actor = new Schema({ kind: String, name: String, address: String }, { ...schemaOptions, _id: false });
// `id` of a subject is a field like any other here, not mongoose's virtual.
const subject = new Schema(
  { kind: String, id: String, name: String },
  { ...schemaOptions, _id: false, id: false },
);

const schema = new Schema<AuditEntryDocument>(
  {
    at: { type: Date, required: true },
    actor: { type: actor, required: true },
    verb: { type: String, required: true },
    subject: { type: subject, required: true },
    detail: String,
  },
  schemaOptions,
);

// list about one subject, newest first.
schema.index({ 'subject.id': 1, at: -1, _id: -1 });
// list of what one actor did.
schema.index({ 'actor.name': 1, at: -1, _id: -1 });
// list of one verb.
schema.index({ verb: 1, at: -1, _id: -1 });
// list of all, of some dates, and of what a verb begins with; hasBefore, removeBefore.
schema.index({ at: -1, _id: -1 });

export const auditEntryModel = (connection: Connection) => connection.model('AuditEntry', schema, 'auditLog');
