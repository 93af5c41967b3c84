import type { Linter } from 'eslint';
import { builtinModules } from 'node:module';

/** Who may import whom: one row of the architecture's table. What a zone does not list, it may not import. */
export interface Zone {
  name: string;
  root: string;
  /** Default: every file below the root. */
  files?: string;
  ignores?: string[];
  /** Only the files of the root itself, none of its folders. */
  shallow?: true;
  /** What it may import by `#…`: regular expressions for what follows the `#`. */
  ours?: string[];
  /** As `ours`, but types alone. */
  types?: string[];
  /** `all`: every package except `DATABASE` and those in `not`. */
  packages: 'all' | string[];
  not?: string[];
  /** Whether it may import Node's built-ins. */
  node: boolean;
  /** Whether it may import `$lib`, `$app` and their like. */
  kit: boolean;
  /** What the offender is told. */
  why: string;
}

const DATABASE = ['mongoose', 'mongodb', 'bson'];
/** The composition root: how parts are put together, for programs and tests. */
const COMPOSITION = [
  'config\\.ts$',
  'console-build\\.ts$',
  'open-database\\.ts$',
  'open-hub-on-store\\.ts$',
  'releases\\.ts$',
  'serve\\.ts$',
  'package\\.json$',
];
const EVERYTHING = [
  ...['protocol', 'domain', 'store', 'hub', 'api', 'cli', 'http', 'lib', 'agent', 'tests'].map(
    (folder) => `${folder}/`,
  ),
  ...COMPOSITION,
];
const BROWSER = [
  'svelte',
  'bits-ui',
  '@internationalized',
  '@lucide',
  '@tanstack',
  'layerchart',
  'd3-.*',
  'zod',
];
const SERVER_FILES = '{*.server,+server}.ts';

export const ZONES: Zone[] = [
  {
    name: 'protocol',
    root: 'src/protocol',
    packages: ['zod'],
    node: false,
    kit: false,
    why: 'src/protocol imports the schema library alone: it is shared by everything else',
  },
  {
    name: 'domain',
    root: 'src/domain',
    ours: ['protocol/'],
    packages: ['luxon', 'ipaddr.js'],
    node: false,
    kit: false,
    why: 'src/domain is pure: it imports src/protocol and calculations alone',
  },
  {
    name: 'store',
    root: 'src/store',
    ignores: ['src/store/embedded/**'],
    ours: ['protocol/', 'store/'],
    types: ['domain/'],
    packages: [...DATABASE, 'zod', 'pino'],
    node: true,
    kit: false,
    why: 'src/store imports src/protocol, types of src/domain, and mongoose',
  },
  {
    name: 'embedded store',
    root: 'src/store/embedded',
    packages: ['bson', 'mongodb'],
    node: true,
    kit: false,
    why: 'src/store/embedded knows nothing of this product',
  },
  {
    name: 'hub',
    root: 'src/hub',
    ours: ['protocol/', 'domain/', 'hub/', 'package\\.json$'],
    types: ['store/contract/', 'config\\.ts$'],
    packages: 'all',
    not: ['svelte', '@sveltejs'],
    node: true,
    kit: false,
    why: "src/hub imports src/protocol, src/domain and the store's interface; it knows neither database nor pages",
  },
  {
    name: 'api',
    root: 'src/api',
    ours: ['protocol/', 'hub/', 'api/', 'package\\.json$'],
    types: ['domain/'],
    packages: 'all',
    not: ['socket.io', 'socket.io-client', 'svelte', '@sveltejs'],
    node: true,
    kit: false,
    why: "src/api imports src/protocol and the hub's commands and queries",
  },
  {
    name: 'worker',
    root: 'worker',
    ours: ['protocol/', 'domain/', 'store/'],
    packages: 'all',
    not: ['socket.io', 'socket.io-client', 'svelte', '@sveltejs'],
    node: true,
    kit: false,
    why: 'worker imports src/protocol, src/domain and src/store for reading',
  },
  {
    name: 'agent',
    root: 'agent',
    ours: ['protocol/', 'agent/', 'package\\.json$'],
    packages: 'all',
    not: ['socket.io', 'svelte', '@sveltejs'],
    node: true,
    kit: false,
    why: 'agent imports src/protocol and itself: it ships alone',
  },
  {
    name: 'hooks',
    root: 'src',
    files: 'hooks.*.ts',
    shallow: true,
    ours: ['protocol/'],
    types: ['hub/', 'domain/'],
    packages: ['@sveltejs'],
    node: false,
    kit: true,
    why: 'hooks import src/protocol and the type of the hub',
  },
  {
    name: 'routes',
    root: 'src/routes',
    files: SERVER_FILES,
    ours: ['protocol/'],
    types: ['hub/', 'domain/'],
    packages: ['@sveltejs'],
    node: true,
    kit: true,
    why: 'routes reach the hub through locals: of src/hub they import types alone',
  },
  {
    name: 'pages',
    root: 'src/routes',
    files: '*.{svelte,ts}',
    ignores: [`src/routes/**/${SERVER_FILES}`],
    ours: ['protocol/', 'domain/'],
    packages: [...BROWSER, '@sveltejs'],
    node: false,
    kit: true,
    why: 'pages run in the browser: src/protocol, pure predicates of src/domain, $lib',
  },
  {
    // The kit keeps this folder out of the browser.
    name: 'lib server',
    root: 'src/lib/server',
    ours: ['protocol/'],
    types: ['hub/', 'domain/'],
    packages: ['@sveltejs', 'zod'],
    node: true,
    kit: true,
    why: 'src/lib/server reaches the hub through locals: of src/hub it imports types alone',
  },
  {
    name: 'lib',
    root: 'src/lib',
    files: '*.{svelte,ts}',
    ignores: ['src/lib/server/**'],
    ours: ['protocol/', 'domain/'],
    packages: [...BROWSER, '@sveltejs', 'socket.io-client', 'markdown-it', 'intl-messageformat'],
    node: false,
    kit: true,
    why: 'src/lib runs in the browser: src/protocol, pure predicates of src/domain, and libraries made for it',
  },
  {
    name: 'composition',
    root: 'src',
    files: '*.ts',
    shallow: true,
    ignores: ['src/hooks.*'],
    ours: EVERYTHING.filter((folder) => folder !== 'tests/'),
    packages: 'all',
    node: true,
    kit: false,
    why: 'the composition root opens the store through src/store',
  },
  {
    name: 'http',
    root: 'src/http',
    ours: ['protocol/', 'hub/'],
    packages: ['vite'],
    node: true,
    kit: false,
    why: 'src/http joins requests to the console; it knows the hub, not the store',
  },
  {
    name: 'command line over REST',
    root: 'src/cli/remote',
    ours: ['protocol/'],
    packages: ['commander', 'zod'],
    node: true,
    kit: false,
    why: 'src/cli/remote knows a hub from outside: src/protocol and its REST API',
  },
  {
    name: 'command line',
    root: 'src/cli',
    ignores: ['src/cli/remote/**'],
    ours: EVERYTHING.filter((folder) => !['tests/', 'agent/'].includes(folder)),
    packages: 'all',
    node: true,
    kit: false,
    why: 'the command line calls commands of the hub; it opens the store through src/store',
  },
  {
    name: 'demo',
    root: 'demo',
    ours: ['protocol/'],
    packages: 'all',
    not: ['socket.io', 'svelte', '@sveltejs'],
    node: true,
    kit: false,
    why: 'the demo uses the product from outside: REST, command line, processes',
  },
  {
    name: 'tests',
    root: 'tests',
    ignores: ['tests/{store,support,embedded}/**'],
    ours: [...EVERYTHING, 'worker/', 'vite\\.messages\\.ts$'],
    packages: 'all',
    node: true,
    kit: false,
    why: 'tests reach the database through src/store or tests/support',
  },
];

const BUILT_INS = builtinModules.filter((name) => /^[a-z][a-z0-9_]*$/.test(name));
const DEEPEST = 6;
const group = (names: readonly string[]) => `(?:${names.join('|')})`;
const escape = (name: string) => name.replaceAll(/\.(?!\*)/g, '\\.');
const aPackage = (names: readonly string[]) => `${group(names.map(escape))}(?:/|$)`;

interface Pattern {
  regex: string;
  message: string;
  allowTypeImports?: boolean;
  importNames?: string[];
}

function forbidden(zone: Zone): Pattern[] {
  const { ours = [], types = [], packages, not = [], why } = zone;
  const known = [...ours, ...types];
  const bare = '(?![.#$/]|node:)';
  const patterns: Pattern[] = [
    { regex: known.length === 0 ? '^#' : `^#(?!${group(known)})`, message: why },
    { regex: `^${aPackage(BUILT_INS)}`, message: "name Node's own modules with node:" },
    packages === 'all'
      ? { regex: `^${bare}${aPackage([...DATABASE, ...not])}`, message: why }
      : { regex: `^${bare}(?!${aPackage(packages)})`, message: why },
  ];
  if (types.length > 0) patterns.push({ regex: `^#${group(types)}`, message: why, allowTypeImports: true });
  if (!zone.node) patterns.push({ regex: '^node:', message: why });
  if (!zone.kit) patterns.push({ regex: '^\\$', message: why });
  return patterns;
}

/**
 * One block of rules for each depth of folders: only then can a pattern say that `../../x` leaves the zone.
 */
export function zoneRules(zone: Zone): Linter.Config[] {
  return Array.from({ length: zone.shallow ? 1 : DEEPEST }, (_, depth) => {
    const leaves = {
      regex: `^(?!.*\\.css$)(?:\\./)?(?:\\.\\./){${depth + 1}}`,
      message: 'name other folders with #',
    };
    const timers = {
      regex: '^node:timers',
      importNames: ['setTimeout', 'setInterval', 'scheduler'],
      message: 'time comes from the clock',
    };
    const extra = ['hub', 'agent'].includes(zone.name) ? [leaves, timers] : [leaves];
    return {
      name: `zone/${zone.name}/${depth}`,
      files: [`${zone.root}/${'*/'.repeat(depth)}${zone.files ?? '*.{ts,js}'}`],
      ignores: zone.ignores ?? [],
      rules: {
        '@typescript-eslint/no-restricted-imports': ['error', { patterns: [...forbidden(zone), ...extra] }],
      },
    };
  });
}
