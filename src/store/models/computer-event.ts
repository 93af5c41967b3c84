import { Schema, type Connection, type Types } from 'mongoose';
import type { ComputerEvent } from '#domain/timeline/happening.ts';
import { schemaOptions } from './schema-options.ts';

export interface ComputerEventDocument extends Omit<ComputerEvent, 'id' | 'computerId'> {
  _id: Types.ObjectId;
  computerId: Types.ObjectId;
}

const schema = new Schema<ComputerEventDocument>(
  {
    computerId: { type: Schema.Types.ObjectId, required: true },
    at: { type: Date, required: true },
    kind: { type: String, required: true },
    fact: { type: Schema.Types.Mixed, required: true },
  },
  schemaOptions,
);

// ofComputer, newest first; trim; removeOfComputer by its beginning.
schema.index({ computerId: 1, at: -1, _id: -1 });
// hasBefore, removeBefore.
schema.index({ at: 1 });

export const computerEventModel = (connection: Connection) =>
  connection.model('ComputerEvent', schema, 'computerEvents');
