import { suggestPackage } from '#domain/package-suggestion.ts';
import { parse } from '#protocol/parse.ts';
import { BeginUpload, CancelUpload, ContinueUpload, FinishUpload } from '#protocol/requests.ts';
import { permit } from '../actor.ts';
import { removeUnused } from '../content-use.ts';
import type { HubContext } from '../hub-context.ts';
import type { UploadCommands } from '../hub/uploads.ts';

export function uploadCommands(context: HubContext): UploadCommands {
  const { store, uploads, content, contentUse } = context;
  return {
    async beginUpload(actor, input) {
      const { files } = parse(BeginUpload, input);
      permit(actor, 'package.write');
      return uploads.viewOf(await uploads.begin(store.newId(), actor, files));
    },

    async continueUpload(actor, input, { bytes, length }) {
      const { uploadId, index, offset } = parse(ContinueUpload, input);
      permit(actor, 'package.write');
      const upload = await uploads.find(uploadId, actor);
      return { index, received: await uploads.write(upload, { index, offset, length, stream: bytes }) };
    },

    async finishUpload(actor, input) {
      const { uploadId } = parse(FinishUpload, input);
      permit(actor, 'package.write');
      const finished = await uploads.finish(await uploads.find(uploadId, actor));
      const installer = await content.onlyInstaller(finished.sha256);
      const suggestion = installer && suggestPackage(installer);
      return suggestion === undefined ? finished : { ...finished, suggestion };
    },

    async cancelUpload(actor, input) {
      const { uploadId } = parse(CancelUpload, input);
      permit(actor, 'package.write');
      const sha256 = await uploads.cancel(await uploads.find(uploadId, actor));
      if (sha256 !== undefined) await contentUse.run(() => removeUnused(context, sha256));
    },
  };
}
