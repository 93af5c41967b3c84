import { Schema, type Connection } from 'mongoose';
import { schemaOptions } from './schema-options.ts';

export interface SettingDocument {
  /** The setting's key. */
  _id: string;
  value?: unknown;
}

const schema = new Schema<SettingDocument>(
  { _id: { type: String, required: true }, value: Schema.Types.Mixed },
  schemaOptions,
);

export const settingModel = (connection: Connection) => connection.model('Setting', schema, 'settings');
