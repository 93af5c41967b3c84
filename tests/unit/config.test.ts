import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig, SETTINGS } from '#config.ts';

const MONGODB_URI = 'mongodb://127.0.0.1:27017/reveille';
const read = (environment: Record<string, string | undefined> = {}) =>
  readConfig({ MONGODB_URI, ...environment });

/** The lines of what is wrong; none when nothing is. */
function linesOf(environment: Record<string, string | undefined>): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.lines;
    throw error;
  }
}

/** Settings whose default is told in words. */
const INHERITED = ['MONGODB_URI', 'TRUSTED_PROXIES', 'TIME_ZONE'];
const DEFAULTS = {
  TIME_ZONE: Intl.DateTimeFormat().resolvedOptions().timeZone,
  PORT: 4680,
  HOST: '127.0.0.1',
  DATA_DIR: resolve('data'),
  MONGODB_URI,
  TRUSTED_PROXIES: [],
  ALLOW_PLAIN_HTTP: false,
  UPLOAD_LIMIT_BYTES: 8 * 1024 ** 3,
  LOG_LEVEL: 'info',
  METRICS_LOOPBACK: false,
};

describe('what is not set', () => {
  test('has its default', () => {
    expect(read()).toEqual(DEFAULTS);
  });

  test('may be empty or undefined as well', () => {
    const names = Object.keys(SETTINGS).filter((name) => name !== 'MONGODB_URI');
    expect(read(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(DEFAULTS);
    expect(read(Object.fromEntries(names.map((name) => [name, undefined])))).toEqual(DEFAULTS);
  });

  test.each([undefined, ''])('is the database (%j): the embedded store is used then', (uri) => {
    expect(readConfig({ MONGODB_URI: uri }).MONGODB_URI).toBeUndefined();
  });

  test('is described as it is', () => {
    expect(
      read(
        Object.fromEntries(
          Object.entries(SETTINGS)
            .filter(([name]) => name in DEFAULTS && !INHERITED.includes(name))
            .map(([name, setting]) => [name, setting.default]),
        ),
      ),
    ).toEqual(DEFAULTS);
  });

  test('what else stands in the environment is nobody’s business', () => {
    expect(read({ PATH: '/usr/bin', PORTS: 'x' })).toEqual(DEFAULTS);
  });
});

test.each<[string, string, unknown]>([
  ['PORT', '0', 0],
  ['PORT', '65535', 65_535],
  ['HOST', '::', '::'],
  ['DATA_DIR', '/srv/reveille', '/srv/reveille'],
  ['DATA_DIR', 'below/here', resolve('below/here')],
  ['MONGODB_URI', 'mongodb+srv://user:secret@db.example.org/', 'mongodb+srv://user:secret@db.example.org/'],
  ['ORIGIN', 'https://reveille.example.org', 'https://reveille.example.org'],
  ['ORIGIN', 'https://Reveille.example.org:443/some/path?query', 'https://reveille.example.org'],
  ['ORIGIN', 'http://localhost:4680/', 'http://localhost:4680'],
  ['TIME_ZONE', 'Europe/Berlin', 'Europe/Berlin'],
  ['ADMIN_PASSWORD', 'ten letters', 'ten letters'],
  ['TRUSTED_PROXIES', '10.0.0.1', ['10.0.0.1']],
  ['TRUSTED_PROXIES', ' 10.0.0.0/8 ,, fd00::/8,::1 ', ['10.0.0.0/8', 'fd00::/8', '::1']],
  ['ALLOW_PLAIN_HTTP', 'true', true],
  ['ALLOW_PLAIN_HTTP', 'false', false],
  ['UPLOAD_LIMIT_BYTES', '1', 1],
  ['LOG_LEVEL', 'silent', 'silent'],
  ['WAKE_WINDOW_MINUTES', '60', 60],
  ['PURGE_SUCCEEDED_AFTER_HOURS', '0', 0],
  ['RESTART_WARNING', 'Neustart in {time}', 'Neustart in {time}'],
])('%s=%s is %j', (name, text, value) => {
  expect(read({ [name]: text })).toEqual({ ...DEFAULTS, [name]: value });
});

test.each([
  ['PORT', '65536', 'must be from 0 to 65535'],
  ['PORT', '-1', 'must be a whole number'],
  ['PORT', '80.5', 'must be a whole number'],
  ['PORT', '0x50', 'must be a whole number'],
  ['PORT', ' ', 'must be a whole number'],
  ['PORT', '9'.repeat(400), 'must be from 0 to 65535'],
  ['MONGODB_URI', 'postgres://db', 'must begin with mongodb:// or mongodb+srv://'],
  ['ORIGIN', 'reveille.example.org', 'must be an http or https address'],
  ['ORIGIN', 'ftp://reveille.example.org', 'must be an http or https address'],
  ['ORIGIN', 'javascript:alert(1)', 'must be an http or https address'],
  ['ADMIN_PASSWORD', 'nine char', 'must have 10 characters at least'],
  ['TRUSTED_PROXIES', '10.0.0.0/33', 'must be addresses or CIDR ranges, separated by commas'],
  ['TRUSTED_PROXIES', '10/8', 'must be addresses or CIDR ranges, separated by commas'],
  ['TRUSTED_PROXIES', '10.0.0.1/', 'must be addresses or CIDR ranges, separated by commas'],
  ['TRUSTED_PROXIES', '10.0.0.1/8/8', 'must be addresses or CIDR ranges, separated by commas'],
  ['TRUSTED_PROXIES', 'proxy.example.org', 'must be addresses or CIDR ranges, separated by commas'],
  ['TRUSTED_PROXIES', '10.0.0.1;10.0.0.2', 'must be addresses or CIDR ranges, separated by commas'],
  ['ALLOW_PLAIN_HTTP', '1', 'Invalid option: expected one of "true"|"false"'],
  ['UPLOAD_LIMIT_BYTES', '0', 'must be from 1 to 9007199254740991'],
  ['UPLOAD_LIMIT_BYTES', '8 GiB', 'must be a whole number'],
  ['LOG_LEVEL', 'loud', expect.stringContaining('"debug"')],
  ['WAKE_WINDOW_MINUTES', '61', 'must be at most 60'],
  ['AGENT_LOST_AFTER_HOURS', '0', 'must be at least 1'],
  ['PURGE_AUDIT_AFTER_DAYS', '1.5', 'must be a whole number'],
  ['RESTART_WARNING', 'now', 'must name {time}: users have to know how long they have'],
])('%s=%s is refused in one line', (name, text, problem) => {
  const lines = linesOf({ MONGODB_URI, [name]: text });
  expect(lines).toHaveLength(1);
  expect(lines[0]?.startsWith(`${name}: `)).toBe(true);
  expect(lines[0]?.slice(name.length + 2)).toEqual(problem);
});

test('every mistake is named at once, each in one line, and no value is repeated', () => {
  const wrong = {
    PORT: 'secret-1',
    MONGODB_URI: 'secret-2://user:password@host',
    ORIGIN: 'secret-3',
    ADMIN_PASSWORD: 'secret-4',
    TRUSTED_PROXIES: 'secret-5',
    ALLOW_PLAIN_HTTP: 'secret-6',
    UPLOAD_LIMIT_BYTES: 'secret-7',
    LOG_LEVEL: 'secret-8',
  };
  const lines = linesOf(wrong);
  expect(lines.map((line) => line.split(':')[0])).toEqual(Object.keys(wrong));
  expect(lines.filter((line) => /secret|password@|\n/.test(line))).toEqual([]);
  expect(new ConfigError(lines).message.split('\n')).toEqual(lines);
});

test('what must not be printed is marked', () => {
  const secret = Object.entries(SETTINGS).filter(([, setting]) => setting.secret === true);
  expect(secret.map(([name]) => name)).toEqual(['MONGODB_URI', 'ADMIN_PASSWORD', 'METRICS_TOKEN']);
});
