import type { Actor } from '#domain/entities.ts';
import type { ContentFilesView, FinishedUpload, UploadView } from '#protocol/views/upload.ts';
import type { Input } from '../hub.ts';

/** Uploads that survive a broken connection and a restart of the hub. Only who began one goes on with it. */
export interface UploadCommands {
  /** Refusals: `invalidInput` (a path that leaves its folder, or twice the same), `tooLarge`, `tooManyUploads`, `diskFull`. */
  beginUpload(actor: Actor, input: Input<'BeginUpload'>): Promise<UploadView>;
  /**
   * Takes bytes of one file; what came before a failure is kept. Who sends the same file anew takes it over from
   * a sender that is still there. Refusals: `uploadOffset` (`WrongOffset`), `tooLarge`, `uploadBroken`, `diskFull`.
   */
  continueUpload(
    actor: Actor,
    input: Input<'ContinueUpload'>,
    /** `length`: how many bytes will come, when the sender says so. */
    sent: { bytes: AsyncIterable<Uint8Array>; length: number | undefined },
  ): Promise<{ index: number; received: number }>;
  /**
   * Checks or packs it as `storeContent` does, and keeps the content for a package that names it. Asked again it
   * waits for the same, or answers the same. Refusals: `uploadIncomplete`, and those of `storeContent`.
   */
  finishUpload(actor: Actor, input: Input<'FinishUpload'>): Promise<FinishedUpload>;
  cancelUpload(actor: Actor, input: Input<'CancelUpload'>): Promise<void>;
}

export interface UploadQueries {
  /** How far it is. Only for who began it. */
  upload(actor: Actor, uploadId: string): Promise<UploadView>;
  /** The files of a package's archive. Refusal: `contentMissing`. */
  contentOf(actor: Actor, question: Input<'ContentQuestion'>): Promise<ContentFilesView>;
}
