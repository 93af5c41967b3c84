import { Schema, type Connection, type Types } from 'mongoose';
import type { User } from '#domain/entities.ts';
import { schemaOptions } from './schema-options.ts';

export interface UserDocument extends Omit<User, 'id'> {
  _id: Types.ObjectId;
  nameKey: string;
}

const schema = new Schema<UserDocument>(
  {
    name: { type: String, required: true },
    nameKey: { type: String, required: true },
    passwordHash: { type: String, required: true },
    role: { type: String, required: true },
    createdAt: { type: Date, required: true },
    lastSignInAt: Date,
  },
  schemaOptions,
);

// insertUser: one user of a name. findUserByName, listUsers.
schema.index({ nameKey: 1 }, { unique: true });

export const userModel = (connection: Connection) => connection.model('User', schema, 'users');
