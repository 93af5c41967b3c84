import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backupStore, findRunningStore } from '../../src/store/embedded/index.ts';
import { canonical } from './support/canonical.ts';
import { temporaryStore } from './support/temporary-store.ts';
import { WireClient } from './support/wire-client.ts';

let directory: string;

beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'embedded-running-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('the store that runs in a folder', () => {
  it('is found while it runs, under the database that is asked for, and not when it has stopped', async () => {
    expect(await findRunningStore(directory)).toBeUndefined();
    const store = await temporaryStore({ directory });
    const uri = (await findRunningStore(directory, 'wanted')) ?? '';
    expect(uri).toContain('/wanted?');
    const client = WireClient.forUri(uri);
    expect(canonical((await client.command('wanted', { ping: 1 })).get('ok'))).toBe('1d');
    client.close();
    await store.stop();
    expect(await findRunningStore(directory)).toBeUndefined();
  });

  it('is not found when its process was killed; its folder can be backed up all the same', async () => {
    const victim = spawn(
      process.execPath,
      [join(import.meta.dirname, 'durability', 'victim.ts'), directory],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    await once(victim.stdout, 'data');
    expect(await findRunningStore(directory)).toMatch(/^mongodb:/);
    victim.kill('SIGKILL');
    await once(victim, 'exit');
    expect(existsSync(join(directory, 'store.address'))).toBe(true);
    expect(await findRunningStore(directory)).toBeUndefined();
    const file = join(directory, 'copy');
    await backupStore({ directory, file });
    expect(existsSync(file)).toBe(true);
  });

  it('cannot be backed up where there is none', async () => {
    const file = join(directory, 'copy');
    await expect(backupStore({ directory: join(directory, 'nowhere'), file })).rejects.toThrow(
      /there is no store/,
    );
    expect(existsSync(file)).toBe(false);
  });
});
