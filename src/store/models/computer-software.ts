import { Schema, type Connection, type Types } from 'mongoose';
import type { Software } from '#protocol/inventory.ts';
import { schemaOptions } from './schema-options.ts';

/**
 * The installed software of a computer, under the computer's id. A collection of its own: it is by far the largest
 * part, and a database writes a document whole, also when only the time it was last seen changes.
 */
export interface ComputerSoftwareDocument {
  _id: Types.ObjectId;
  software: Software;
  /** There is more than may be told. */
  isCut?: true;
  /** When it was sent. Absent in lists from before that was kept. */
  at?: Date;
}

const schema = new Schema<ComputerSoftwareDocument>(
  {
    _id: Schema.Types.ObjectId,
    software: { type: Schema.Types.Mixed, required: true },
    isCut: Boolean,
    at: Date,
  },
  schemaOptions,
);

export const computerSoftwareModel = (connection: Connection) =>
  connection.model('ComputerSoftware', schema, 'computerSoftware');
