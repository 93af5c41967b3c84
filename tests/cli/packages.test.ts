import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PackageView } from '#protocol/views/package.ts';
import { checkedFetch } from '#tests/support/api-contract.ts';
import { givenPackage } from '#tests/support/deployments.ts';
import { temporaryFolder } from '#tests/support/processes.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import { type RemoteScene, setRemoteScene } from './remote-scene.ts';

const LIMIT = 64 * 1024;
let scene: RemoteScene;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  scene = await setRemoteScene({ UPLOAD_LIMIT_BYTES: String(LIMIT) });
  folder = await temporaryFolder('cli-packages');
  await mkdir(join(folder.path, 'editor', 'share'), { recursive: true });
  await writeFile(join(folder.path, 'editor', 'setup.sh'), 'echo "set up"\n');
  await writeFile(join(folder.path, 'editor', 'share', 'zwei "2".txt'), 'zwei');
  await writeFile(join(folder.path, 'install.txt'), 'sh setup.sh\n');
});
afterAll(async () => {
  await scene.dispose();
  await folder.dispose();
});
const at = (...parts: string[]) => join(folder.path, ...parts);

describe('package upload', () => {
  it('sends a folder and all that was said of it; the package can be chosen at once', async () => {
    const needed = await givenPackage(scene.hub, { familyName: 'Runtime' });
    const options = [
      ...[
        '--family',
        'Editor',
        '--version',
        '2.1',
        '--install-file',
        at('install.txt'),
        '--uninstall',
        'rm x',
      ],
      ...['--success-codes', '0,3010', '--uninstall-success-codes', 'all', '--uninstall-needs-content'],
      ...[
        '--post-action',
        'restart',
        '--upgrade',
        'keepsOthers',
        '--time-limit',
        '10m',
        '--needs',
        'runtime',
      ],
      ...['--system', 'linux:Ubuntu*:22.04-24.04:x64,arm64', 'windows::10-', '--json'],
    ];
    const told = await scene.run(['package', 'upload', at('editor'), ...options]);
    expect(told).toMatchObject({ exitCode: 0, remarks: [] });
    const made = PackageView.parse(JSON.parse(told.answer));
    expect(made).toMatchObject({
      familyName: 'Editor',
      version: '2.1',
      content: { files: 2 },
      install: { procedure: 'sh setup.sh\n', successCodes: [0, 3010] },
      uninstall: { procedure: 'rm x', successCodes: [] },
      uninstallNeedsContent: true,
      postAction: 'restart',
      upgradeBehaviour: 'keepsOthers',
      timeLimitSeconds: 600,
      dependencies: [needed.id],
      compatibleSystems: [
        {
          family: 'linux',
          namePattern: 'Ubuntu*',
          minVersion: '22.04',
          maxVersion: '24.04',
          architectures: ['x64', 'arm64'],
        },
        { family: 'windows', minVersion: '10', architectures: [] },
      ],
    });
    const files = await checkedFetch(`${scene.hub.address}/api/v1/packages/${made.id}/files`, {
      headers: { authorization: `Bearer ${scene.token}` },
    });
    const text = await files.text();
    expect(text).toContain('setup.sh');
    expect(text).toContain('share/zwei');

    await scene.agent('till');
    const plan = await scene.run(['deploy', '--package', 'Editor@2.1', '--computer', 'till', '--dry-run']);
    expect(plan.answers[1]).toMatch(
      /^ {2}1\. {2}install Editor 2\.1 {2}incompatible {2}Chosen\. It is made for /,
    );
  });

  it('a file sent is the file that is stored, and people are told where', async () => {
    const words = ['package', 'upload', at('install.txt'), at('editor', 'setup.sh')];
    const { exitCode, answers } = await scene.run([...words, '--family', 'Two', '--version', '1']);
    expect(exitCode).toBe(0);
    expect(answers).toEqual([
      expect.stringMatching(/^Two 1: package [0-9a-f]{24}$/),
      expect.stringMatching(/^2 files, \d+ bytes, SHA-256 [0-9a-f]{64}$/),
      expect.stringMatching(/\/packages\/[0-9a-f]{24}\/[0-9a-f]{24}$/),
    ]);
    const shown = await scene.run(['package', 'show', 'two']);
    expect(shown.answer).toContain(answers[1]?.split(' ').at(-1) ?? 'none');
  });

  it('what the hub refuses in the middle is said in its words, and nothing is kept', async () => {
    await writeFile(at('large.bin'), Buffer.alloc(LIMIT + 1));
    await writeFile(at('huge.bin'), Buffer.alloc(40 * 1024 * 1024));
    for (const file of ['large.bin', 'huge.bin']) {
      const words = ['package', 'upload', at(file), '--family', 'Large', '--version', '1'];
      expect(await scene.run(words)).toMatchObject({
        exitCode: 5,
        answers: [],
        remark: expect.stringContaining('(tooLarge)'),
      });
    }
    const { rows } = await scene.hub.hub.queries.packages(ADMIN, { search: 'Large' });
    expect(rows).toEqual([]);
  });

  it('a version that is there already is refused', async () => {
    const words = ['package', 'upload', at('install.txt'), '--family', 'Two', '--version', '1'];
    expect(await scene.run(words)).toMatchObject({
      exitCode: 5,
      remark: expect.stringContaining('(nameTaken)'),
    });
  });

  it('files that are not there, twice there, or links are wrong usage', async () => {
    await mkdir(at('linked'));
    await symlink(at('install.txt'), at('linked', 'link'));
    const tell = async (...files: string[]) => {
      const words = ['package', 'upload', ...files, '--family', 'Wrong', '--version', '1'];
      const { exitCode, remark } = await scene.run(words);
      expect(exitCode).toBe(2);
      return remark;
    };
    expect(await tell(at('nothing'))).toContain('cannot be read');
    expect(await tell(at('linked'))).toContain('is a link');
    expect(await tell(at('editor'), at('editor', 'setup.sh'))).toContain('would both be "setup.sh"');
  });
});

describe('lists', () => {
  it('packages: a table, part of a name, one document for programs', async () => {
    const { answers } = await scene.run(['package', 'list', '--search', 'edit']);
    expect(answers).toEqual([
      expect.stringMatching(/^id +name +version +size +created +by$/),
      expect.stringMatching(/Editor +2\.1 .* ci$/),
    ]);
    const page = JSON.parse((await scene.run(['package', 'list', '--limit', '2', '--json'])).answer) as {
      rows: unknown[];
      next: string;
    };
    expect(PackageView.array().parse(page.rows)).toHaveLength(2);
    expect(page.next).toEqual(expect.any(String));
  });

  it('computers: those that are online, and waking one that is', async () => {
    await scene.agent('online-1');
    const away = await scene.agent('away-1');
    away.leave();
    const seen = scene.hub.hub.queries;
    await expect.poll(async () => (await seen.computer(ADMIN, away.computerId)).presence).not.toBe('online');
    const { answers } = await scene.run(['computers', '--online', '--search', '-1']);
    expect(answers.slice(1)).toEqual([expect.stringMatching(/^online-1 +online /)]);
    const json = JSON.parse((await scene.run(['computers', '--search', '-1', '--json'])).answer) as object;
    expect(json).toMatchObject({ rows: [{ name: 'away-1' }, { name: 'online-1' }] });
    const woken = await scene.run(['computer', 'wake', 'online-1']);
    expect(woken).toMatchObject({ exitCode: 5, remark: expect.stringContaining('(computerOnline)') });
  });
});
