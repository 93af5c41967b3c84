import type { Cancel } from './clock.ts';
import type { HubContext } from './hub-context.ts';

/** Milliseconds between two looks for uploads whose time is over. */
const LOOK_EVERY = 10 * 60_000;

/**
 * M7: frees content that neither a package uses nor an upload keeps for one, nor a pending job downloads; of the
 * latter it is looked after until its last job has ended. To be called where packages take and let go of content one
 * by one: in `contentUse`. What fails, or dies with the hub, is made up for: by the next look, or by the next start.
 */
export async function removeUnused(
  { store, content, uploads, toBeFreed }: Pick<HubContext, 'store' | 'content' | 'uploads' | 'toBeFreed'>,
  sha256: string,
): Promise<void> {
  toBeFreed.add(sha256);
  const isUsed = (await store.packages.usesContent(sha256)) || (await uploads.awaits(sha256));
  if (!isUsed) {
    // A job of a package that is gone was given another chance.
    if (await store.jobs.hasPendingOfContent(sha256)) return;
    await content.remove(sha256);
  }
  toBeFreed.delete(sha256);
}

/** K1, M7: uploads that nobody went on with, and content that nobody uses, or uses any more. */
export async function expireUploads(context: HubContext): Promise<void> {
  const { uploads, contentUse, toBeFreed } = context;
  await contentUse.run(async () => {
    for (const sha256 of await uploads.removeExpired()) toBeFreed.add(sha256);
    for (const sha256 of [...toBeFreed]) await removeUnused(context, sha256);
  });
}

/**
 * M7: content that a hub that died has left, whatever it was at: deleting a package, or making one. Before anybody can
 * send files: what lies there then and is used by nothing will never be.
 */
export async function sweepContent(context: HubContext): Promise<void> {
  const { store, content, contentUse } = context;
  await contentUse.run(async () => {
    const used = new Set(await store.packages.contentInUse());
    for (const sha256 of await content.stored()) {
      if (!used.has(sha256)) await removeUnused(context, sha256);
    }
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
