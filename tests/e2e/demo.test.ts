import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { environment, ROOT } from '#tests/support/command.ts';
import { mongodbServer } from '#tests/support/database-server.ts';
import { dropDatabase } from '#tests/support/store.ts';

const server = mongodbServer();
const folder = mkdtempSync(join(tmpdir(), 'reveille-demo-'));

const LIMIT_MS = 120_000;

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

function runDemo(args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['demo/main.ts', ...args],
      { cwd: ROOT, env: environment({ DEMO_DATA: folder }), timeout: LIMIT_MS },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

afterAll(async () => {
  const state = join(folder, 'demo.json');
  if (server !== undefined && existsSync(state)) {
    const { database } = z.object({ database: z.string() }).parse(JSON.parse(readFileSync(state, 'utf8')));
    await dropDatabase(server, database);
  }
  rmSync(folder, { recursive: true, force: true });
});

test(
  'the demo deploys its sample to this computer, and once more when it is run again',
  async () => {
    const first = await runDemo(['--once', '--port', '0']);
    expect(first.stderr).toBe('');
    expect(first.stdout).toContain('Uploaded: Sample package 1.0.0');
    expect(first.stdout).toContain('│ Verifying what was written');
    expect(first.stdout).toContain('┃ note: no earlier installation found');
    expect(first.stdout).toContain('Recorded in the database as installed.');
    expect(first.code).toBe(0);
    expect(readFileSync(join(folder, 'agent', 'files', 'sample', 'VERSION'), 'utf8')).toBe('1.0.0\n');

    const second = await runDemo(['--once', '--port', '0']);
    expect(second.stdout).toContain('On the hub already: Sample package 1.0.0');
    expect(second.stdout).toContain('┃ note: an earlier installation is replaced: 1.0.0');
    expect(second.code).toBe(0);
  },
  2 * LIMIT_MS,
);

test('a port that is taken is one clear line', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const ended = await runDemo(['--once', '--port', String(port)]);
    expect(ended.stderr).toBe(`Port ${port} is in use. Choose another: npm run demo -- --port N\n`);
    expect(ended.code).toBe(1);
  } finally {
    server.close();
  }
});
