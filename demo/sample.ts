import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { ZipFile } from 'yazl';
import type { CreatePackage } from '#protocol/requests.ts';
import { PackageView } from '#protocol/views/package.ts';
import type { HubApi } from './hub-api.ts';
import { ROOT } from './options.ts';

const FOLDER = join(ROOT, 'demo', 'sample-package');
const FAMILY = 'Sample package';
/** The same files give the same bytes, so that a second run finds the package of the first. */
const FIXED_TIME = new Date('2026-01-01T00:00:00Z');

/** The sample folder as an archive. It is small enough to be held in memory. */
async function archive(): Promise<Buffer<ArrayBuffer>> {
  const zip = new ZipFile();
  const names = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => statSync(join(FOLDER, name)).isFile())
    .sort();
  for (const name of names) {
    const mode = name.endsWith('.sh') ? 0o100755 : 0o100644;
    zip.addFile(join(FOLDER, name), name, { mtime: FIXED_TIME, mode });
  }
  zip.end();
  return Buffer.from(await buffer(zip.outputStream));
}

const Packages = z.object({ rows: z.array(PackageView) });

/** @returns the sample as a package of the hub, uploaded when the hub does not have it yet */
export async function ensureSamplePackage(api: HubApi): Promise<{ sample: PackageView; uploaded: boolean }> {
  const bytes = await archive();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { rows } = await api.ask({ path: '/api/v1/packages?limit=500', answer: Packages });
  const versions = rows.filter((row) => row.familyName === FAMILY);
  const present = versions.find((row) => row.content?.sha256 === sha256);
  if (present !== undefined) return { sample: present, uploaded: false };

  const description: z.input<typeof CreatePackage> = {
    familyName: FAMILY,
    version: `1.0.${versions.length}`,
    notes: 'Ships with Reveille. Writes a few files below the agent’s data folder and removes them again.',
    installProcedure: 'sh install.sh',
    uninstallProcedure: 'sh uninstall.sh',
    uninstallNeedsContent: true,
    timeLimitSeconds: 120,
  };
  const form = new FormData();
  form.set('package', JSON.stringify(description));
  form.set('file', new Blob([bytes], { type: 'application/zip' }), 'sample-package.zip');
  const sample = await api.ask({ path: '/api/v1/packages', body: form, answer: PackageView });
  return { sample, uploaded: true };
}
