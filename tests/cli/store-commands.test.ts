import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommandLine } from '#cli/program.ts';
import { withHub } from '#cli/with-hub.ts';
import { testOutside } from './outside.ts';
import { freshDatabase, type FreshDatabase } from '#tests/support/fresh-database.ts';
import { prepareHubProcess, temporaryFolder, type HubProcess } from '#tests/support/processes.ts';

let hubs: HubProcess;
let environment: Record<string, string>;
let folder: { path: string; dispose(): Promise<void> };
let elsewhere: FreshDatabase;

beforeEach(async () => {
  folder = await temporaryFolder('store-commands');
  hubs = await prepareHubProcess({ embedded: true });
  environment = hubs.environment;
  elsewhere = freshDatabase();
});
afterEach(async () => {
  await hubs.dispose();
  await elsewhere.drop();
  await folder.dispose();
});

/** Runs the command line as its user would. @returns exit code and all it said */
async function reveille(
  words: string[],
  more: Record<string, string> = {},
): Promise<{ code: number; said: string }> {
  const said: string[] = [];
  const merged = { ...environment, ...more };
  const code = await runCommandLine(words, {
    ...testOutside(merged),
    answer: (line) => said.push(line),
    remark: (line) => said.push(line),
    withHub: (action) => withHub(merged, action),
  });
  return { code, said: said.join('\n') };
}
const users = async (more: Record<string, string> = {}) => (await reveille(['user', 'list'], more)).said;
const addUser = (name: string) =>
  reveille(['user', 'create', '--name', name, '--role', 'viewer', '--password', 'long enough by far']);

describe('the database as a whole', () => {
  it('the command line works beside a running hub, and a backup made meanwhile can be restored', async () => {
    const file = join(folder.path, 'backup.sqlite');
    const hub = await hubs.start();
    expect(await addUser('before')).toMatchObject({ code: 0 });
    expect(await reveille(['backup', file])).toMatchObject({ code: 0 });
    expect(await addUser('after')).toMatchObject({ code: 0 });
    expect(await reveille(['restore', file])).toMatchObject({
      code: 1,
      said: expect.stringContaining('in use'),
    });
    await hub.end('SIGTERM');

    expect(await users()).toMatch(/before[^]*after|after[^]*before/);
    expect(await reveille(['restore', file])).toMatchObject({ code: 0 });
    expect(await users()).toContain('before');
    expect(await users()).not.toContain('after');
    expect(existsSync(join(environment['DATA_DIR'] ?? '', 'store', 'store.sqlite.before-restore'))).toBe(
      true,
    );
  });

  it('a copy elsewhere and back holds the same', async () => {
    await addUser('moved');
    const there = await reveille(['store', 'copy', '--from', 'embedded', '--to', elsewhere.uri]);
    expect(there).toMatchObject({ code: 0 });
    expect(await users({ MONGODB_URI: elsewhere.uri })).toBe(await users());
    const again = await reveille(['store', 'copy', '--from', 'embedded', '--to', elsewhere.uri]);
    expect(again).toMatchObject({ code: 1, said: expect.stringContaining('empty database') });

    const original = await users();
    await rm(join(environment['DATA_DIR'] ?? '', 'store'), { recursive: true });
    expect(await reveille(['store', 'copy', '--from', elsewhere.uri, '--to', 'embedded'])).toMatchObject({
      code: 0,
    });
    expect(await users()).toBe(original);
  });

  it('a running hub is not copied, and MongoDB is not ours to back up: both are said in one line', async () => {
    const hub = await hubs.start();
    const copy = await reveille(['store', 'copy', '--from', 'embedded', '--to', elsewhere.uri]);
    expect(copy).toMatchObject({ code: 1, said: expect.stringContaining('in use by another hub') });
    await hub.end('SIGTERM');
    const backup = await reveille(['backup', join(folder.path, 'x')], { MONGODB_URI: elsewhere.uri });
    expect(backup).toMatchObject({ code: 1, said: expect.stringContaining('mongodump') });
  });
});
