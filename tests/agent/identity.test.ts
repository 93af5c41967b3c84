import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { checkTransport, readConfig, readToken } from '#agent/config.ts';
import { establishIdentity, saveIdentity } from '#agent/identity.ts';
import { fingerprint, generateKeyPair, signText, verifyText } from '#agent/keys.ts';
import { HubKey } from './support/hub-key.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const log = pino({ level: 'silent' });
const establish = (data: string, more: { hub?: string; token?: string } = {}) =>
  establishIdentity(readConfig({ data, ...more }), log);

test('an agent makes its key before it enrols, and keeps it for the next try', () => {
  const data = join(temporaryFolder(), 'new');
  const token = new HubKey().token();
  const first = establish(data, { hub: 'http://127.0.0.1:1', token });
  const again = establish(data, { hub: 'http://127.0.0.1:1', token });
  expect(again.identity.publicKey).toBe(first.identity.publicKey);
  expect(statSync(data).mode & 0o777).toBe(0o700);
  expect(statSync(join(data, 'identity.json')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(data, 'identity.json'), 'utf8')).not.toContain(first.token?.secret);
});

test('an enrolled agent needs neither hub nor token, and a token does it no harm', () => {
  const data = temporaryFolder();
  const { identity } = establish(data, { hub: 'http://127.0.0.1:1', token: new HubKey().token() });
  saveIdentity(data, { ...identity, computerId: 'a'.repeat(24) });
  expect(establish(data)).toEqual({ identity: { ...identity, computerId: 'a'.repeat(24) } });
  const other = establish(data, { hub: 'http://127.0.0.1:2', token: new HubKey().token() });
  expect(other.token).toBeUndefined();
  expect(other.identity.hubFingerprint).toBe(identity.hubFingerprint);
  expect(other.identity.hubUrl).toBe('http://127.0.0.1:2');
});

test('without a token an agent that is not enrolled says what it needs', () => {
  expect(() => establish(temporaryFolder())).toThrow(/--hub and --token/);
});

test.each(['', 'rvl_', 'rvl_abc_def_ghi', `rvl_${'a'.repeat(24)}_${'b'.repeat(30)}_${'g'.repeat(64)}`])(
  'the text "%s" is no enrolment token',
  (text) => {
    expect(() => readToken(text)).toThrow(/not an enrolment token/);
  },
);

test('a token may hold every character of its alphabet in its secret', () => {
  const token = `rvl_${'a'.repeat(24)}_abc_DEF-123_xyz_0987654321_${'0'.repeat(64)}`;
  expect(readToken(token)).toEqual({
    tokenId: 'a'.repeat(24),
    secret: 'abc_DEF-123_xyz_0987654321',
    hubFingerprint: '0'.repeat(64),
  });
});

describe('plain HTTP', () => {
  test.each(['http://127.0.0.1:4680', 'http://localhost', 'http://[::1]:1', 'https://hub.example'])(
    '%s is allowed',
    (url) => {
      expect(() => checkTransport(url, false)).not.toThrow();
    },
  );
  test.each([
    'http://hub.example',
    'http://192.0.2.1',
    'http://127.0.0.1.example',
    'http://localhost.example',
  ])('%s needs an explicit permission', (url) => {
    expect(() => checkTransport(url, false)).toThrow(/--allow-plain-http/);
    expect(() => checkTransport(url, true)).not.toThrow();
  });
});

test('signatures are of one key over one text', () => {
  const keys = generateKeyPair();
  const signature = signText(keys.privateKey, 'text');
  expect(verifyText(keys.publicKey, { text: 'text', signature })).toBe(true);
  expect(verifyText(keys.publicKey, { text: 'Text', signature })).toBe(false);
  expect(verifyText(generateKeyPair().publicKey, { text: 'text', signature })).toBe(false);
  expect(verifyText('AAAA', { text: 'text', signature })).toBe(false);
  expect(fingerprint(keys.publicKey)).toMatch(/^[0-9a-f]{64}$/);
});
