import { Schema, type Connection, type Types } from 'mongoose';
import type { UserSession } from '#domain/entities.ts';
import { schemaOptions } from './schema-options.ts';

export interface UserSessionDocument extends Omit<UserSession, 'id' | 'userId'> {
  /** The SHA-256 of the cookie's secret, no ObjectId. */
  _id: string;
  userId: Types.ObjectId;
}

const schema = new Schema<UserSessionDocument>(
  {
    _id: { type: String, required: true },
    userId: { type: Schema.Types.ObjectId, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    address: String,
    userAgent: String,
  },
  schemaOptions,
);

// The database itself removes what has expired, a minute late at times: getSession looks at the date as well.
// hasExpiredSessions, removeExpiredSessions.
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

// sessionsOf.
schema.index({ userId: 1 });

export const userSessionModel = (connection: Connection) =>
  connection.model('UserSession', schema, 'userSessions');
