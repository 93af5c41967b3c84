import { expect, test } from 'vitest';
import type { Commands, Queries } from '#hub/hub.ts';
import { Refusal } from '#protocol/errors.ts';
import { runCommandLine } from '#cli/program.ts';
import { readConfig } from '#config.ts';
import { testHub } from '#tests/api/test-hub.ts';
import { testOutside } from './outside.ts';

const MONGODB_URI = 'mongodb://user:hidden@127.0.0.1/reveille';
const AT = '2030-01-01T00:00:00.000Z';

/** Runs a command line on a hub that knows only what the test gives it. */
async function run(
  words: string,
  given: {
    environment?: Record<string, string>;
    commands?: Partial<Commands>;
    queries?: Partial<Queries>;
  } = {},
) {
  const environment = given.environment ?? { MONGODB_URI };
  const outside = testOutside(environment);
  const { answers, remarks } = outside;
  const exitCode = await runCommandLine(words.split(' '), {
    ...outside,
    withHub: async (action) => action(testHub(given), readConfig(environment)),
  });
  return { exitCode, answers, remarks };
}

test.each([
  '',
  'nothing',
  'token',
  'token create --uses none',
  'token create --uses 0',
  'user create --name ann',
])('wrong usage ends with 2: "%s"', async (words) => {
  const { exitCode, answers, remarks } = await run(words);
  expect(exitCode).toBe(2);
  expect(answers).toEqual([]);
  expect(remarks.length).toBeGreaterThan(0);
});

test('help and version are no failure', async () => {
  expect(await run('--help')).toMatchObject({ exitCode: 0, remarks: [] });
  expect(await run('--version')).toMatchObject({ exitCode: 0, remarks: [] });
});

test('config lists values and where they come from, and never a secret', async () => {
  const { exitCode, answers } = await run('config', { environment: { MONGODB_URI, PORT: '8080' } });
  expect(exitCode).toBe(0);
  expect(answers[answers.indexOf('PORT = 8080') + 1]).toContain('from: the environment   default: 4680');
  expect(answers).toContain('MONGODB_URI = (set, not shown)');
  expect(answers.join('\n')).not.toContain('hidden');
});

test('config names every mistake, after the list', async () => {
  const { exitCode, answers, remarks } = await run('config', {
    environment: { PORT: 'many', LOG_LEVEL: 'loud' },
  });
  expect(exitCode).toBe(1);
  expect(answers).toContain('PORT = many');
  expect(remarks).toHaveLength(2);
  expect(remarks.join('\n')).toMatch(/PORT: .*\nLOG_LEVEL: /);
});

test('token create prints the token and the line that enrols an agent', async () => {
  const inputs: unknown[] = [];
  const createEnrolmentToken: Commands['createEnrolmentToken'] = async (actor, input) => {
    inputs.push(actor.kind, input);
    return {
      id: 'a'.repeat(24),
      name: input.name,
      createdAt: AT,
      createdBy: actor.name,
      expiresAt: AT,
      uses: 0,
      maxUses: 5,
      token: 'rvl_token',
    };
  };
  const { exitCode, answers } = await run('token create --name lab --uses 5 --hours 2', {
    environment: { MONGODB_URI, HOST: '::1', PORT: '4000' },
    commands: { createEnrolmentToken },
  });
  expect(exitCode).toBe(0);
  expect(inputs).toEqual(['system', { name: 'lab', maxUses: 5, validMinutes: 120 }]);
  expect(answers).toEqual([
    'rvl_token',
    'npm run agent -- --hub http://[::1]:4000 --token rvl_token --data ./agent-data',
  ]);
});

test('a password is printed only when it was made here', async () => {
  const passwords: string[] = [];
  const createUser: Commands['createUser'] = async (_actor, { name, role, password }) => {
    passwords.push(password);
    return { id: 'a'.repeat(24), name, role, createdAt: AT };
  };
  const words = 'user create --name ann --role support';
  const made = await run(words, { commands: { createUser } });
  const environment = { MONGODB_URI, REVEILLE_PASSWORD: 'from the environment' };
  const given = await run(words, { environment, commands: { createUser } });
  const option = await run(`${words} --password from-an-option`, { environment, commands: { createUser } });

  expect(made.answers).toEqual([passwords[0]]);
  expect(passwords[0]?.length).toBeGreaterThanOrEqual(20);
  expect(given.answers).toEqual([]);
  expect(option.answers).toEqual([]);
  expect(passwords.slice(1)).toEqual(['from the environment', 'from-an-option']);
});

test('the last word of api-token create is the token', async () => {
  const createApiToken: Commands['createApiToken'] = async (actor, { name, role }) => ({
    id: 'a'.repeat(24),
    name,
    role,
    createdAt: AT,
    createdBy: actor.name,
    token: 'rva_token',
  });
  const { answers } = await run('api-token create --name ci --role operator', {
    commands: { createApiToken },
  });
  expect(answers).toEqual(['rva_token']);
});

test('lists are columns under headings', async () => {
  const users: Queries['users'] = async () => [
    { id: 'a'.repeat(24), name: 'ann', role: 'viewer', createdAt: AT, signIns: 0 },
    { id: 'b'.repeat(24), name: 'bob', role: 'operator', createdAt: AT, signIns: 1 },
  ];
  const { answers } = await run('user list', { queries: { users } });
  expect(answers).toEqual([
    'id                        role      since                     name',
    `${'a'.repeat(24)}  viewer    ${AT}  ann`,
    `${'b'.repeat(24)}  operator  ${AT}  bob`,
  ]);
});

test.each([
  ['a refusal', new Refusal('nameTaken'), 'This name is taken. (nameTaken)'],
  ['anything else', new Error('no route\nat somewhere'), 'This failed: no route'],
])('%s is one clear line and ends with 1', async (_what, error, line) => {
  const createUser = () => Promise.reject(error);
  const result = await run('user create --name ann --role viewer', { commands: { createUser } });
  expect(result).toEqual({ exitCode: 1, answers: [], remarks: [line] });
});
