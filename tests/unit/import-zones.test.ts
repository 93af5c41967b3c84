import { readdirSync } from 'node:fs';
import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';
import ts from 'typescript-eslint';
import { ZONES } from '#tests/support/import-zones.ts';

const root = new URL('../..', import.meta.url).pathname;
/** The product's own rules, without those that need the file to exist on disk. */
const eslint = new ESLint({
  cwd: root,
  overrideConfig: [{ files: ['**'], ...ts.configs.disableTypeChecked }],
});
const ZONE_RULE = '@typescript-eslint/no-restricted-imports';

async function rulesBroken(file: string, code: string): Promise<string[]> {
  const script = file.endsWith('.svelte') ? `<script lang="ts">\n${code}\n</script>\n` : `${code}\n`;
  const [result] = await eslint.lintText(script, { filePath: `${root}${file}` });
  const messages = result?.messages ?? [];
  expect(messages.filter((message) => message.fatal)).toEqual([]);
  return messages.filter((message) => message.severity === 2).map((message) => message.ruleId ?? 'none');
}

const value = (from: string) => `import { thing } from '${from}';\nthing();`;
const typeOnly = (from: string) =>
  `import type { Thing } from '${from}';\nexport const things: Thing[] = [];`;

interface Case {
  file: string;
  refused: string[];
  allowed: string[];
  /** May be named in types, never used. */
  typesAlone?: string[];
}

const CASES: Case[] = [
  {
    file: 'src/protocol/example.ts',
    refused: [
      '#domain/job.ts',
      'node:crypto',
      'mongoose',
      'crypto',
      '../domain/job.ts',
      './../hub/hub.ts',
      '$lib/x',
    ],
    allowed: ['zod', './limits.ts', './views/computer.ts'],
  },
  {
    file: 'src/protocol/views/example.ts',
    refused: ['../../domain/job.ts', '#hub/hub.ts'],
    allowed: ['../identifiers.ts', 'zod'],
  },
  {
    file: 'src/domain/example.ts',
    refused: [
      '#store/contract/store.ts',
      '#hub/hub.ts',
      'node:crypto',
      'fs',
      'mongoose',
      'pino',
      '../store/open.ts',
    ],
    allowed: ['#protocol/job.ts', './job.ts'],
  },
  {
    file: 'src/store/example.ts',
    refused: ['#hub/hub.ts', '#api/server.ts', '$lib/x', 'socket.io', '../routes/x.ts'],
    allowed: ['mongoose', '#protocol/job.ts', './contract/store.ts', 'node:crypto'],
    typesAlone: ['#domain/entities.ts'],
  },
  {
    file: 'src/store/embedded/wire/example.ts',
    refused: [
      '#protocol/job.ts',
      '#domain/job.ts',
      '../../contract/store.ts',
      'mongoose',
      '#store/contract/store.ts',
    ],
    allowed: ['bson', 'node:sqlite', 'node:net', '../errors.ts'],
  },
  {
    file: 'src/hub/commands/example.ts',
    refused: [
      'mongoose',
      'mongodb',
      '#store/models/job.ts',
      '#api/server.ts',
      '#agent/main.ts',
      '$lib/x',
      '$app/state',
      'svelte',
      '../../store/open.ts',
    ],
    allowed: ['#domain/job.ts', '#protocol/job.ts', '../hub.ts', 'socket.io', 'node:crypto', 'pino'],
    typesAlone: ['#store/contract/store.ts'],
  },
  {
    file: 'src/hub/open-hub.ts',
    refused: ['mongoose', '#store/open-store.ts', '#api/server.ts', '../config.ts'],
    allowed: ['./hub.ts'],
    typesAlone: ['#config.ts'],
  },
  {
    file: 'src/http/example.ts',
    refused: ['#store/open-store.ts', '#api/server.ts', 'mongoose', '$lib/x', '../server.ts'],
    allowed: ['#hub/client-address.ts', 'vite', 'node:http'],
  },
  {
    file: 'src/api/example.ts',
    refused: ['#store/contract/store.ts', 'mongoose', 'socket.io', '$lib/x', '../store/open.ts'],
    allowed: ['#hub/hub.ts', '#protocol/errors.ts', 'node:http', '@fastify/busboy'],
    typesAlone: ['#domain/entities.ts'],
  },
  {
    file: 'worker/rules/example.ts',
    refused: ['#hub/hub.ts', '#api/server.ts', 'mongoose', '../../src/hub/hub.ts'],
    allowed: ['#domain/job.ts', '#store/contract/store.ts', 'node:worker_threads', '../run-rule.ts'],
  },
  {
    file: 'agent/executors/example.ts',
    refused: [
      '#domain/job.ts',
      '#store/contract/store.ts',
      '#hub/hub.ts',
      'mongoose',
      'socket.io',
      '../../src/domain/job.ts',
    ],
    allowed: ['#protocol/orders.ts', '../journal.ts', 'socket.io-client', 'node:sqlite'],
  },
  {
    file: 'src/routes/(console)/computers/[id]/+page.server.ts',
    refused: ['#store/contract/store.ts', 'mongoose', 'socket.io', '#api/server.ts'],
    allowed: ['@sveltejs/kit', '#protocol/errors.ts', '$lib/x', './$types'],
    typesAlone: ['#hub/hub.ts'],
  },
  {
    file: 'src/hooks.server.ts',
    refused: ['#store/contract/store.ts', 'mongoose', 'socket.io'],
    allowed: ['@sveltejs/kit', '$lib/x'],
    typesAlone: ['#hub/hub.ts'],
  },
  {
    file: 'src/routes/(console)/computers/+page.svelte',
    refused: ['#hub/hub.ts', '#store/contract/store.ts', 'node:fs', 'mongoose', 'socket.io-client'],
    allowed: ['$lib/x', '$app/state', '#protocol/job.ts', '#domain/job.ts', 'bits-ui', './$types'],
  },
  {
    file: 'src/lib/ui/Example.svelte',
    refused: [
      '#hub/hub.ts',
      '#store/contract/store.ts',
      'node:fs',
      'mongoose',
      'socket.io',
      '../../hub/hub.ts',
    ],
    allowed: ['socket.io-client', '#protocol/job.ts', '#domain/job.ts', '$lib/x', 'svelte'],
  },
  {
    file: 'src/lib/server/example.ts',
    refused: ['#store/contract/store.ts', 'mongoose', 'socket.io', '#api/server.ts', '../ui/example.ts'],
    allowed: ['@sveltejs/kit', '#protocol/errors.ts', 'node:crypto'],
    typesAlone: ['#hub/hub.ts'],
  },
  {
    file: 'src/lib/example.svelte.ts',
    refused: ['#hub/hub.ts', 'node:fs'],
    allowed: ['socket.io-client', '#protocol/job.ts'],
  },
  {
    file: 'src/server.ts',
    refused: ['mongoose', '$lib/x', '#tests/support/x.ts'],
    allowed: ['#store/open.ts', './hub/hub.ts', '#api/server.ts', 'node:http'],
  },
  {
    file: 'src/cli/example.ts',
    refused: ['mongoose', '#agent/main.ts', '#tests/support/x.ts'],
    allowed: ['#config.ts', '#store/open.ts', '#hub/hub.ts', 'commander'],
  },
  {
    file: 'src/cli/remote/example.ts',
    refused: ['#hub/hub.ts', '#hub/clock.ts', '#domain/job.ts', '#config.ts', '../with-hub.ts', 'mongoose'],
    allowed: ['#protocol/job.ts', './api-client.ts', 'node:fs', 'commander', 'zod'],
  },
  {
    file: 'demo/example.ts',
    refused: ['#hub/hub.ts', '#store/open.ts', 'mongoose', '../src/hub/hub.ts'],
    allowed: ['#protocol/job.ts', './child.ts', 'yazl'],
  },
  {
    file: 'tests/hub/example.test.ts',
    refused: ['mongoose', 'mongodb'],
    allowed: ['#hub/hub.ts', '#tests/support/x.ts', 'node:fs'],
  },
];

describe.each(CASES)('$file', ({ file, refused, allowed, typesAlone = [] }) => {
  test.each(refused)('may not import %s', async (from) => {
    expect(await rulesBroken(file, value(from))).toContain(ZONE_RULE);
    expect(await rulesBroken(file, typeOnly(from))).toContain(ZONE_RULE);
  });
  test.each(allowed)('may import %s', async (from) => {
    expect(await rulesBroken(file, value(from))).toEqual([]);
  });
  if (typesAlone.length === 0) return;
  test.each(typesAlone)('may import types of %s, and nothing else', async (from) => {
    expect(await rulesBroken(file, typeOnly(from))).toEqual([]);
    expect(await rulesBroken(file, value(from))).toContain(ZONE_RULE);
  });
});

describe('beside the imports', () => {
  test.each([
    ['src/domain/example.ts', 'export const a = Date.now();', 'no-restricted-syntax'],
    ['src/domain/example.ts', 'export const a = new Date();', 'no-restricted-syntax'],
    ['src/domain/example.ts', 'export const a = Math.random();', 'no-restricted-syntax'],
    ['src/domain/example.ts', 'export const a = process.env;', 'no-restricted-globals'],
    ['src/hub/example.ts', 'setTimeout(() => {}, 1);', 'no-restricted-globals'],
    [
      'src/hub/example.ts',
      "import { setTimeout } from 'node:timers/promises';\nawait setTimeout(1);",
      ZONE_RULE,
    ],
    [
      'src/hub/example.ts',
      "import * as timers from 'node:timers';\ntimers.setTimeout(timers.clearTimeout, 1);",
      ZONE_RULE,
    ],
    ['agent/example.ts', 'globalThis.setInterval(() => {}, 1);', 'no-restricted-properties'],
    ['src/hub/example.ts', "export const a = await import('#api/server.ts');", 'no-restricted-syntax'],
    ['src/api/example.ts', 'export const a: any = 1;', '@typescript-eslint/no-explicit-any'],
    ['tests/hub/example.test.ts', "test.only('x', () => {});", 'no-restricted-syntax'],
    ['tests/hub/example.test.ts', "describe.skip('x', () => {});", 'no-restricted-syntax'],
    ['tests/e2e/example.browser.ts', "test.describe.fixme('x', () => {});", 'no-restricted-syntax'],
    [
      'agent/example.ts',
      "import { Order } from '#protocol/orders.ts';\nexport let a: Order;",
      '@typescript-eslint/consistent-type-imports',
    ],
  ])('%s refuses: %s', async (file, code, rule) => {
    expect(await rulesBroken(file, code)).toContain(rule);
  });

  test.each([
    ['src/domain/example.ts', 'export const a = (at: number) => new Date(at);'],
    ['src/hub/clock.ts', 'setTimeout(() => undefined, 1);'],
    ['agent/clock.ts', 'setInterval(() => undefined, 1);'],
    ['src/hub/example.ts', 'setImmediate(() => undefined);'],
    [
      'src/hub/example.ts',
      "import { setImmediate as nextTurn } from 'node:timers/promises';\nawait nextTurn();",
    ],
    ['src/routes/+layout.svelte', "import '../app.css';"],
    ['src/http/example.ts', "export const a = await import('vite');"],
    ['tests/hub/example.test.ts', "test('x', () => undefined);\ntest.each([1])('%s', () => undefined);"],
  ])('%s allows: %s', async (file, code) => {
    expect(await rulesBroken(file, code)).toEqual([]);
  });
});

test('every source folder belongs to a zone', () => {
  const folders = (parent: string) =>
    readdirSync(`${root}${parent}`, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${parent}${entry.name}`);
  const zoned = ZONES.map((zone) => zone.root);
  expect(folders('src/').filter((folder) => !zoned.includes(folder))).toEqual([]);
});
