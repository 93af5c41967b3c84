import { Schema, type Connection, type Types } from 'mongoose';
import type { RemovedComputer } from '../contract/removals.ts';
import { schemaOptions } from './schema-options.ts';

/** There while a computer is being removed: seconds, unless the hub dies meanwhile. */
export interface RemovedComputerDocument extends Omit<RemovedComputer, 'id' | 'groupIds'> {
  /** The computer's. */
  _id: Types.ObjectId;
  groupIds: Types.ObjectId[];
}

const schema = new Schema<RemovedComputerDocument>(
  {
    name: { type: String, required: true },
    groupIds: [Schema.Types.ObjectId],
    removedAt: { type: Date, required: true },
    by: { type: String, required: true },
  },
  schemaOptions,
);

// unfinished: its order.
schema.index({ removedAt: 1 });

export const removedComputerModel = (connection: Connection) =>
  connection.model('RemovedComputer', schema, 'removedComputers');
