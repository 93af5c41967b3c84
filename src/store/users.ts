import type { Types } from 'mongoose';
import type { User, UserSession } from '#domain/entities.ts';
import type { AccessStore } from './contract/aggregates.ts';
import { refusingTakenName } from './driver-errors.ts';
import { objectId } from './identifiers.ts';
import type { Models } from './models/models.ts';
import type { UserSessionDocument } from './models/user-session.ts';
import type { UserDocument } from './models/user.ts';
import { keyOf } from './names.ts';

function toUser({ _id, nameKey: _, ...fields }: UserDocument): User {
  return { id: _id.toHexString(), ...fields };
}

function toSession({ _id, userId, ...fields }: UserSessionDocument): UserSession {
  return { id: _id, userId: userId.toHexString(), ...fields };
}

type Users = Pick<
  AccessStore,
  | 'insertUser'
  | 'getUser'
  | 'findUserByName'
  | 'listUsers'
  | 'countUsers'
  | 'changeUser'
  | 'deleteUser'
  | 'insertSession'
  | 'getSession'
  | 'extendSession'
  | 'deleteSession'
  | 'sessionsOf'
  | 'countSessions'
  | 'hasExpiredSessions'
  | 'removeExpiredSessions'
>;

/** Users and their sign-ins. */
export function userStore({ users, userSessions }: Models): Users {
  return {
    async insertUser(user) {
      const { id, ...fields } = user;
      await refusingTakenName(users.create({ _id: objectId(id), ...fields, nameKey: keyOf(user.name) }), {
        field: 'nameKey',
        detail: `There is a user called "${user.name}" already.`,
      });
      return user;
    },

    async getUser(id) {
      const document = await users.findById(objectId(id)).lean();
      return document === null ? undefined : toUser(document);
    },

    async findUserByName(name) {
      const document = await users.findOne({ nameKey: keyOf(name) }).lean();
      return document === null ? undefined : toUser(document);
    },

    async listUsers() {
      const documents = await users.find({}).sort({ nameKey: 1 }).lean();
      return documents.map(toUser);
    },

    async countUsers() {
      // The quick count of a collection may be wrong after a crash, and whether there is any user decides a lot.
      return await users.countDocuments({ nameKey: { $gte: '' } });
    },

    async changeUser(id, fields) {
      const document = await users
        .findOneAndUpdate({ _id: objectId(id) }, { $set: fields }, { returnDocument: 'after' })
        .lean();
      return document === null ? undefined : toUser(document);
    },

    async deleteUser(id) {
      const { deletedCount } = await users.deleteOne({ _id: objectId(id) });
      return deletedCount === 1;
    },

    async insertSession({ id, userId, ...fields }) {
      await userSessions.create({ _id: id, userId: objectId(userId), ...fields });
    },

    async getSession(id, now) {
      const document = await userSessions.findOne({ _id: id, expiresAt: { $gt: now } }).lean();
      return document === null ? undefined : toSession(document);
    },

    async extendSession(id, expiresAt) {
      await userSessions.updateOne({ _id: id }, { $set: { expiresAt } });
    },

    async deleteSession(id) {
      await userSessions.deleteOne({ _id: id });
    },

    async sessionsOf(userId) {
      const documents = await userSessions.find({ userId: objectId(userId) }).lean();
      return documents.map(toSession);
    },

    async countSessions(now) {
      const counted = await userSessions.aggregate<{ _id: Types.ObjectId; count: number }>([
        { $match: { expiresAt: { $gt: now } } },
        { $group: { _id: '$userId', count: { $sum: 1 } } },
      ]);
      return new Map(counted.map(({ _id, count }) => [_id.toHexString(), count]));
    },

    async hasExpiredSessions(now) {
      return (await userSessions.findOne({ expiresAt: { $lte: now } }, { _id: 1 }).lean()) !== null;
    },

    async removeExpiredSessions(now, limit) {
      const expired = await userSessions
        .find({ expiresAt: { $lte: now } }, { _id: 1 })
        .sort({ expiresAt: 1 })
        .limit(limit)
        .lean();
      // By the date as well: one that was extended meanwhile stays.
      const _id = { $in: expired.map(({ _id }) => _id) };
      if (expired.length > 0) await userSessions.deleteMany({ _id, expiresAt: { $lte: now } });
      return expired.length;
    },
  };
}
