import type { Cancel } from './clock.ts';
import type { HubContext } from './hub-context.ts';

/** Milliseconds between two looks for uploads whose time is over. */
const LOOK_EVERY = 10 * 60_000;

/**
 * Frees content that neither a package uses nor an upload keeps for one. To be called where packages take and let go
 * of content one by one: in `contentUse`.
 */
export async function removeUnused(
  { store, content, uploads }: Pick<HubContext, 'store' | 'content' | 'uploads'>,
  sha256: string,
): Promise<void> {
  if (await store.packages.usesContent(sha256)) return;
  if (!(await uploads.awaits(sha256))) await content.remove(sha256);
}

/** K1: uploads that nobody went on with, and content that nobody made a package of. */
export async function expireUploads(context: HubContext): Promise<void> {
  const { uploads, contentUse } = context;
  await contentUse.run(async () => {
    for (const sha256 of await uploads.removeExpired()) await removeUnused(context, sha256);
  });
}

/** Looks for them from now on. @returns ends it */
export function keepExpiringUploads(context: HubContext): Cancel {
  return context.clock.every(LOOK_EVERY, () => {
    expireUploads(context).catch((error: unknown) => {
      context.log.error({ err: error }, 'old uploads could not be removed');
    });
  });
}
