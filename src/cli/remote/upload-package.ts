import { PackageView } from '#protocol/views/package.ts';
import type { FinishedUpload } from '#protocol/views/upload.ts';
import type { ApiClient } from './api-client.ts';
import { connectTo } from './connection.ts';
import { bytesInWords } from './duration.ts';
import { wrongUsage } from './exit.ts';
import { filesToSend } from './files-to-send.ts';
import { findPackage } from './find-packages.ts';
import { json } from './json.ts';
import type { Outside } from './outside.ts';
import { settingsOf, withSuggestion, type Settings } from './package-settings.ts';
import type { FileToSend } from './send-bytes.ts';
import { giveUp, uploadFiles } from './upload-files.ts';
import type { PackageOptions, UploadOptions } from './upload-options.ts';

/** Milliseconds between two words about how far it is. */
const TELL_AFTER = 200;
/** Files that may say what they are. */
const INSTALLER = /\.(deb|msi|rpm|pkg)$/i;

/** Sends files and procedures as one new package. @throws RemoteEnd; then nothing was kept */
export async function uploadPackage(
  outside: Outside,
  words: string[],
  options: UploadOptions,
): Promise<void> {
  const client = connectTo(outside, options);
  const files = await filesToSend(words);
  const given = { ...(await settingsOf(client, options)), familyName: options.family };
  const maySuggest = files.length === 1 && INSTALLER.test(files[0]?.name ?? '');
  // Before the files: nobody should send gigabytes only to hear that the version is missing.
  if (!maySuggest) requireNamed(given);
  const sent = files.length === 0 ? undefined : await send(outside, client, files);
  const { settings, filled } = withSuggestion(given, sent?.suggestion);
  const made = await unlessRefused(client, sent, () => {
    requireNamed(settings);
    return client.create('packages', { ...settings, contentSha256: sent?.sha256 }, PackageView);
  });
  if (filled.length > 0) outside.remark(`${sent?.suggestion?.from ?? ''} says ${filled.join(', ')}.`);
  tell(outside, client, { made, options });
}

/** Makes a new version of a package: with its files, or with these. @throws RemoteEnd; then nothing was kept */
export async function copyPackage(
  outside: Outside,
  { source, words, options }: { source: string; words: string[]; options: PackageOptions },
): Promise<void> {
  const { version } = options;
  if (version === undefined) throw wrongUsage('Which version is it? Give --version VERSION.');
  const client = connectTo(outside, options);
  const { id } = await findPackage(client, source);
  const files = await filesToSend(words);
  const sent = files.length === 0 ? undefined : await send(outside, client, files);
  const made = await unlessRefused(client, sent, () =>
    client.create(`packages/${id}/copy`, { version, contentSha256: sent?.sha256 }, PackageView),
  );
  tell(outside, client, { made, options });
}

/** Changes what was said, and nothing else. @throws RemoteEnd */
export async function editPackage(outside: Outside, name: string, options: PackageOptions): Promise<void> {
  const client = connectTo(outside, options);
  const { id } = await findPackage(client, name);
  const edits = await settingsOf(client, options);
  if (Object.values(edits).every((value) => value === undefined)) throw wrongUsage('What is to be changed?');
  tell(outside, client, { made: await client.patch(`packages/${id}`, edits, PackageView), options });
}

function requireNamed({ familyName, version }: Settings): void {
  if (familyName !== undefined && version !== undefined) return;
  const missing = familyName === undefined ? '--family NAME' : '--version VERSION';
  throw wrongUsage(`What is it? Give ${missing}: the files do not say it.`);
}

async function send(outside: Outside, client: ApiClient, files: FileToSend[]) {
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  const progress = progressOf(outside, total);
  const task = { outside, client, files, onSent: progress.onSent };
  return uploadFiles(task).finally(() => progress.done());
}

/** What has been sent is not kept for nothing. */
async function unlessRefused<Made>(
  client: ApiClient,
  sent: (FinishedUpload & { uploadId: string }) | undefined,
  make: () => Promise<Made>,
): Promise<Made> {
  try {
    return await make();
  } catch (error) {
    if (sent !== undefined) await giveUp(client, sent.uploadId);
    throw error;
  }
}

function tell(
  outside: Outside,
  client: ApiClient,
  { made, options }: { made: PackageView; options: PackageOptions },
): void {
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
