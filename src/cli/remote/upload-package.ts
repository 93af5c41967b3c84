import type { z } from 'zod';
import type { CreatePackage } from '#protocol/requests.ts';
import { PackageView } from '#protocol/views/package.ts';
import type { ApiClient } from './api-client.ts';
import { connectTo } from './connection.ts';
import { bytesInWords } from './duration.ts';
import { filesToSend } from './files-to-send.ts';
import { findPackage } from './find-packages.ts';
import { json } from './json.ts';
import type { Outside } from './outside.ts';
import { procedureOf, type UploadOptions } from './upload-options.ts';

/** Milliseconds between two words about how far it is. */
const TELL_AFTER = 200;

/** Sends files and procedures as one new package. @throws RemoteEnd; then nothing was kept */
export async function uploadPackage(
  outside: Outside,
  words: string[],
  options: UploadOptions,
): Promise<void> {
  const client = connectTo(outside, options);
  const files = await filesToSend(words);
  const form = { field: { name: 'package', value: await packageOf(client, options) }, files };
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  const progress = progressOf(outside, total);
  const made = await client
    .postForm('packages', { ...form, onSent: progress.onSent }, PackageView)
    .finally(() => progress.done());
  if (options.json === true) {
    outside.answer(json(made));
    return;
  }
  const { content } = made;
  outside.answer(`${made.familyName} ${made.version}: package ${made.id}`);
  if (content !== undefined) {
    outside.answer(`${content.files} files, ${bytesInWords(content.bytes)}, SHA-256 ${content.sha256}`);
  }
  outside.answer(client.page(`packages/${made.familyId}/${made.id}`));
}

async function packageOf(client: ApiClient, options: UploadOptions): Promise<z.input<typeof CreatePackage>> {
  const install = await procedureOf('install', { text: options.install, file: options.installFile });
  const uninstall = await procedureOf('uninstall', { text: options.uninstall, file: options.uninstallFile });
  const dependencies: string[] = [];
  for (const word of options.needs ?? []) dependencies.push((await findPackage(client, word)).id);
  // JSON leaves out what is undefined.
  return {
    familyName: options.family,
    version: options.version,
    notes: options.notes,
    installProcedure: install,
    uninstallProcedure: uninstall,
    installSuccessCodes: options.successCodes,
    uninstallSuccessCodes: options.uninstallSuccessCodes,
    uninstallNeedsContent: options.uninstallNeedsContent,
    postAction: options.postAction,
    upgradeBehaviour: options.upgrade,
    timeLimitSeconds: options.timeLimit === undefined ? undefined : Math.ceil(options.timeLimit / 1000),
    compatibleSystems: options.system,
    dependencies,
  };
}

/** One line that is replaced, where a person looks on. */
function progressOf(
  { clock, progress }: Outside,
  total: number,
): { onSent: (bytes: number) => void; done: () => void } {
  const began = clock.now().getTime();
  let told = 0;
  return {
    onSent(bytes) {
      const now = clock.now().getTime();
      if (progress === undefined || now - told < TELL_AFTER) return;
      told = now;
      const share = total === 0 ? 100 : Math.min(Math.floor((bytes / total) * 100), 100);
      const speed = bytesInWords(Math.round((bytes * 1000) / Math.max(now - began, 1)));
      progress(`${share} % of ${bytesInWords(total)}, ${speed}/s`);
    },
    done: () => progress?.(''),
  };
}
