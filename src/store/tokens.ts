import type { ApiToken, EnrolmentToken } from '#domain/entities.ts';
import type { AccessStore } from './contract/aggregates.ts';
import { objectId } from './identifiers.ts';
import type { ApiTokenDocument } from './models/api-token.ts';
import type { EnrolmentTokenDocument } from './models/enrolment-token.ts';
import type { Models } from './models/models.ts';

function toEnrolmentToken({ _id, usesLeft: _, ...fields }: EnrolmentTokenDocument): EnrolmentToken {
  return { id: _id.toHexString(), ...fields };
}

function toApiToken({ _id, ...fields }: ApiTokenDocument): ApiToken {
  return { id: _id.toHexString(), ...fields };
}

type Tokens = Pick<
  AccessStore,
  | 'insertEnrolmentToken'
  | 'getEnrolmentToken'
  | 'listEnrolmentTokens'
  | 'useEnrolmentToken'
  | 'deleteEnrolmentToken'
  | 'insertApiToken'
  | 'getApiToken'
  | 'listApiTokens'
  | 'useApiToken'
  | 'deleteApiToken'
>;

/** What machines show instead of a password. */
export function tokenStore({ enrolmentTokens, apiTokens }: Models): Tokens {
  return {
    async insertEnrolmentToken({ id, ...fields }) {
      await enrolmentTokens.create({
        _id: objectId(id),
        ...fields,
        usesLeft: fields.maxUses - fields.uses,
      });
    },

    async getEnrolmentToken(id) {
      const document = await enrolmentTokens.findById(objectId(id)).lean();
      return document === null ? undefined : toEnrolmentToken(document);
    },

    async listEnrolmentTokens({ before, limit }) {
      const documents = await enrolmentTokens
        .find(before === undefined ? {} : { _id: { $lt: objectId(before) } })
        .sort({ _id: -1 })
        .limit(limit)
        .lean();
      return documents.map(toEnrolmentToken);
    },

    async useEnrolmentToken(id, now) {
      const { modifiedCount } = await enrolmentTokens.updateOne(
        { _id: objectId(id), usesLeft: { $gt: 0 }, expiresAt: { $gt: now } },
        { $inc: { uses: 1, usesLeft: -1 } },
      );
      return modifiedCount === 1;
    },

    async deleteEnrolmentToken(id) {
      const { deletedCount } = await enrolmentTokens.deleteOne({ _id: objectId(id) });
      return deletedCount === 1;
    },

    async insertApiToken({ id, ...fields }) {
      await apiTokens.create({ _id: objectId(id), ...fields });
    },

    async getApiToken(id) {
      const document = await apiTokens.findById(objectId(id)).lean();
      return document === null ? undefined : toApiToken(document);
    },

    async listApiTokens() {
      const documents = await apiTokens.find({}).sort({ _id: -1 }).lean();
      return documents.map(toApiToken);
    },

    async useApiToken(id, { at, since }) {
      const _id = objectId(id);
      await apiTokens.updateOne(
        { _id, $or: [{ lastUsedAt: { $exists: false } }, { lastUsedAt: { $lt: since } }] },
        { $set: { lastUsedAt: at } },
      );
    },

    async deleteApiToken(id) {
      const { deletedCount } = await apiTokens.deleteOne({ _id: objectId(id) });
      return deletedCount === 1;
    },
  };
}
