import type { Actor } from '#domain/entities.ts';
import { Refusal } from '#protocol/errors.ts';
import type { ContentView } from '#protocol/views/package.ts';
import { permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Commands } from '../hub.ts';

/**
 * The content that a package is made of: just stored, uploaded before, or that of another package.
 * @throws Refusal `contentMissing`: another package with the same files may have been deleted, and they with it
 */
export async function contentFor(
  { store, content: files, uploads }: HubContext,
  of: { actor: Actor; stored?: ContentView | undefined; sha256: string | undefined },
): Promise<ContentView | undefined> {
  const { actor, stored, sha256 } = of;
  if (stored === undefined && sha256 === undefined) return undefined;
  if (stored !== undefined && sha256 !== undefined) {
    throw new Refusal('invalidInput', { detail: 'Send either files or the SHA-256 of an upload.' });
  }
  const content =
    stored ??
    (await uploads.finishedBy(actor, sha256 ?? '')) ??
    (await store.packages.contentOf(sha256 ?? ''));
  if (content !== undefined && (await files.size(content.sha256)) !== undefined) return content;
  throw new Refusal('contentMissing', {
    detail: 'The uploaded files are not there, or no longer. Upload them again.',
  });
}

export function storeContentCommand({ content }: HubContext): Commands['storeContent'] {
  return async (actor, files) => {
    permit(actor, 'package.write');
    return content.take(files);
  };
}
