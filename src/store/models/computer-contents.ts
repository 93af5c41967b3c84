import { Schema, type Connection, type Types } from 'mongoose';
import type { ComputerContents } from '#domain/entities.ts';
import { schemaOptions } from './schema-options.ts';

/**
 * What of the hub's content a computer holds, under the computer's id. A collection of its own: up to 200 hashes, which
 * nobody needs who reads a list of computers.
 */
export interface ComputerContentsDocument extends Omit<ComputerContents, 'computerId'> {
  _id: Types.ObjectId;
}

const schema = new Schema<ComputerContentsDocument>(
  {
    _id: Schema.Types.ObjectId,
    held: { type: [String], required: true },
    failures: { type: Schema.Types.Mixed, required: true },
  },
  schemaOptions,
);

export const computerContentsModel = (connection: Connection) =>
  connection.model('ComputerContents', schema, 'computerContents');
