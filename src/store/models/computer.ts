import { Schema, type Connection, type Types } from 'mongoose';
import type { Computer } from '#domain/entities.ts';
import { schemaOptions } from './schema-options.ts';

export interface ComputerDocument extends Omit<Computer, 'id' | 'software' | 'groupIds'> {
  _id: Types.ObjectId;
  nameKey: string;
  groupIds?: Types.ObjectId[];
}

const schema = new Schema<ComputerDocument>(
  {
    name: { type: String, required: true },
    nameKey: { type: String, required: true },
    notes: { type: String, default: '' },
    publicKey: { type: String, required: true },
    enrolledAt: { type: Date, required: true },
    enrolledWith: { type: String, required: true },
    lastSeenAt: Date,
    lastAddress: String,
    agentVersion: String,
    bootId: String,
    bootedAt: Date,
    processId: String,
    connected: Boolean,
    leftAt: Date,
    power: Schema.Types.Mixed,
    secureOn: String,
    hardware: Schema.Types.Mixed,
    users: { type: Schema.Types.Mixed, required: true },
    digests: { type: Schema.Types.Mixed, required: true },
    inventoryAt: Date,
    groupIds: { type: [Schema.Types.ObjectId], default: undefined },
    revision: { type: Number, required: true },
  },
  schemaOptions,
);

// insert: one computer of a name. list: its order and its cursor. findByNames.
schema.index({ nameKey: 1 }, { unique: true });
// list and groups.members: those of a group, in order. groups.countMembers.
schema.index({ groupIds: 1, nameKey: 1 });
// findByPublicKey.
schema.index({ publicKey: 1 });
// disconnectAll.
schema.index({ connected: 1 }, { partialFilterExpression: { connected: true } });
// powerOf: only computers on which something is due.
schema.index({ 'power.state': 1 }, { sparse: true });

// systems: from the index alone. One write when a computer's system becomes another.
schema.index(
  {
    'hardware.operatingSystem.family': 1,
    'hardware.operatingSystem.name': 1,
    'hardware.operatingSystem.version': 1,
    'hardware.operatingSystem.architecture': 1,
  },
  { sparse: true },
);

// agentVersions: from the index alone. One write when an agent is updated.
schema.index({ agentVersion: 1 });

export const computerModel = (connection: Connection) => connection.model('Computer', schema, 'computers');
