import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readDebianControl } from '#hub/content/debian-control.ts';

const run = promisify(execFile);

/** A real Debian package, built by Debian's own tool. */
async function builtPackage(compression: string, control: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reveille-deb-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'tree/DEBIAN'), { recursive: true });
  await writeFile(join(folder, 'tree/DEBIAN/control'), control);
  const file = join(folder, 'built.deb');
  await run('dpkg-deb', ['--build', '--root-owner-group', `-Z${compression}`, join(folder, 'tree'), file]);
  return file;
}

const CONTROL = `Package: quiet-editor
Version: 1:2.0-3~beta
Architecture: all
Maintainer: Nobody <nobody@example.org>
Description: An editor that says nothing
 And a longer description.
`;

describe('the control file of a Debian package', () => {
  test.each(['xz', 'gzip', 'zstd', 'none'])('is read from one packed with %s', async (compression) => {
    const file = await builtPackage(compression, CONTROL);
    expect(await readDebianControl(createReadStream(file))).toEqual({
      package: 'quiet-editor',
      version: '1:2.0-3~beta',
      architecture: 'all',
      synopsis: 'An editor that says nothing',
    });
  });

  test('is read from pieces of any size', async () => {
    const file = await builtPackage('gzip', CONTROL);
    const read = await readDebianControl(createReadStream(file, { highWaterMark: 7 }));
    expect(read?.package).toBe('quiet-editor');
  });

  test.each([
    ['nothing', ''],
    ['another file', 'MZ this is a program of another system'],
    [
      'an archive that breaks off',
      '!<arch>\ndebian-binary   0           0     0     100644  4         `\n2.0\n',
    ],
  ])('is not found in %s', async (_, text) => {
    expect(await readDebianControl(Readable.from([Buffer.from(text)]))).toBeUndefined();
  });

  test('a name that would mean something to a shell is not taken over', async () => {
    const file = await builtPackage('none', CONTROL);
    const bytes = Buffer.concat(await createReadStream(file).toArray());
    const evil = Buffer.from(bytes.toString('latin1').replace('quiet-editor', '$(reboot)-ed'), 'latin1');
    expect(await readDebianControl(Readable.from([evil]))).toBeUndefined();
  });
});
