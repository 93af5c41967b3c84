import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';
import { ZONES, zoneRules } from './tests/support/import-zones.ts';

const NODE_SIDE = ['src/**/*.ts', '{agent,worker,tests,demo,bench}/**/*.ts', '*.config.ts'];
/** What tsconfig.node.json leaves to the console's own configuration. */
const CONSOLE_SIDE = ['src/{lib,routes}/**', 'src/hooks.*', 'src/app.d.ts', 'vite.*.ts', 'tests/console/**'];
const BROWSER_TESTS = ['tests/e2e/**/*.browser.ts'];

const dynamicImport = {
  selector: 'ImportExpression',
  message: 'Import statically: a dynamic import escapes the import zones.',
};
const notPure = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'src/domain is told the time: take `now` as a parameter.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'src/domain is told the time: take `now` as a parameter.',
  },
  {
    selector: "CallExpression[callee.name='Date']",
    message: 'src/domain is told the time: take `now` as a parameter.',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'src/domain decides the same way each time: no chance in it.',
  },
];
const WITHHELD = '[property.name=/^(only|skip|skipIf|runIf|todo|fixme|fails)$/]';
const TEST = '/^(test|it|describe|suite)$/';
const testsThatDoNotRun = [`[object.name=${TEST}]`, `[object.object.name=${TEST}]`].map((of) => ({
  selector: `MemberExpression${of}${WITHHELD}`,
  message: 'Every test runs, always: none is focused, skipped or put off.',
}));

const TIMERS = ['setTimeout', 'setInterval'];
const timeComesFromTheClock = 'Timers are made in a file named clock.ts, so that tests can drive them.';

export default defineConfig(
  globalIgnores([
    'build/',
    '.svelte-kit/',
    'data/',
    'demo-data/',
    'test-results/',
    'docs/',
    'static/',
    'demo/sample-package/',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  ts.configs.strict,
  svelte.configs.recommended,
  {
    languageOptions: { globals: globals.node },
    rules: {
      // The compiler knows every name; this rule does not know types.
      'no-undef': 'off',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
      '@typescript-eslint/no-dynamic-delete': 'off',
      // A callback may answer with a promise or with nothing.
      '@typescript-eslint/no-invalid-void-type': 'off',
    },
  },
  {
    name: 'with types',
    files: NODE_SIDE,
    ignores: [...CONSOLE_SIDE, ...BROWSER_TESTS],
    languageOptions: {
      parserOptions: { project: ['tsconfig.node.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts', 'src/{lib,routes}/**/*.ts'],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { extraFileExtensions: ['.svelte'], parser: ts.parser, svelteConfig },
    },
    rules: {
      // The console is always served at the root of its address.
      'svelte/no-navigation-without-resolve': 'off',
      // It cannot tell what is shown from what is kept beside it; $state marks the former.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  ...ZONES.flatMap(zoneRules),
  {
    files: ['{src,agent,worker}/**/*.{ts,svelte}'],
    ignores: ['src/*.ts', 'src/cli/**', 'src/http/**', 'src/lib/**', 'src/routes/**', 'src/domain/**'],
    rules: { 'no-restricted-syntax': ['error', dynamicImport] },
  },
  {
    files: ['src/domain/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', dynamicImport, ...notPure],
      'no-restricted-globals': [
        'error',
        ...TIMERS,
        'setImmediate',
        'process',
        'performance',
        'crypto',
        'fetch',
        'console',
      ],
    },
  },
  {
    files: ['{src/hub,agent}/**/*.ts'],
    ignores: ['**/clock.ts'],
    rules: {
      'no-restricted-globals': ['error', ...TIMERS.map((name) => ({ name, message: timeComesFromTheClock }))],
      'no-restricted-properties': [
        'error',
        ...['globalThis', 'global'].flatMap((object) =>
          TIMERS.map((property) => ({ object, property, message: timeComesFromTheClock })),
        ),
      ],
    },
  },
  {
    files: ['tests/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...testsThatDoNotRun] },
  },
);
