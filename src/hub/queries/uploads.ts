import { Refusal } from '#protocol/errors.ts';
import { LIMITS } from '#protocol/limits.ts';
import { parse } from '#protocol/parse.ts';
import { ContentQuestion } from '#protocol/requests.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { UploadQueries } from '../hub/uploads.ts';

export function uploadQueries({ uploads, content }: HubContext): UploadQueries {
  return {
    async upload(actor, uploadId) {
      permit(actor, 'package.write');
      return uploads.viewOf(await uploads.find(uploadId, actor));
    },

    async contentOf(actor, question) {
      const { sha256, search } = parse(ContentQuestion, question);
      permit(actor, 'content.read');
      const bytes = await content.size(sha256);
      const listed = await content.list(sha256, { search, limit: LIMITS.archiveFiles });
      if (bytes === undefined || listed === undefined) throw new Refusal('contentMissing');
      return { sha256, bytes, ...listed };
    },
  };
}
