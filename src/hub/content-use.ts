import { Sha256 } from '#protocol/identifiers.ts';
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
  if (await uploads.awaits(sha256)) return;
  // M7: a job of a package that is gone was given another chance.
  if (await store.jobs.hasPendingOfContent(sha256)) await freeLater(store, sha256);
  else await content.remove(sha256);
}

const TO_BE_FREED = 'contentToBeFreed';
/** Hashes that are remembered. Nearly always there is none. */
const REMEMBERED = 1_000;

async function toBeFreed(store: HubContext['store']): Promise<string[]> {
  return Sha256.array()
    .catch([])
    .parse(await store.settings.get(TO_BE_FREED));
}

async function freeLater(store: HubContext['store'], sha256: string): Promise<void> {
  const known = await toBeFreed(store);
  if (known.includes(sha256)) return;
  await store.settings.set(TO_BE_FREED, [...known, sha256].slice(-REMEMBERED));
}

/** M7: content whose last job has ended meanwhile. */
async function freeRemembered(context: HubContext): Promise<void> {
  const known = await toBeFreed(context.store);
  if (known.length === 0) return;
  await context.store.settings.set(TO_BE_FREED, []);
  for (const sha256 of known) await removeUnused(context, sha256);
}

/** K1, M7: uploads that nobody went on with, and content that nobody uses, or uses any more. */
export async function expireUploads(context: HubContext): Promise<void> {
  const { uploads, contentUse } = context;
  await contentUse.run(async () => {
    for (const sha256 of await uploads.removeExpired()) await removeUnused(context, sha256);
    await freeRemembered(context);
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
