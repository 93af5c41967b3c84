import { describe, expect, test } from 'vitest';
import { clientAddressReader } from '#hub/client-address.ts';
import { cookieOf, SESSION_COOKIE } from '#hub/session-cookie.ts';
import { originReader } from '#hub/origin.ts';
import { aRequest } from './requests.ts';

describe('the address of this console', () => {
  const addressOf = clientAddressReader(['10.0.0.1']);
  const host = 'hub.example.org:4680';
  const https = { host, 'x-forwarded-proto': 'https' };
  test.each([
    [
      'the setting, whatever the request says',
      'https://set.example.org',
      { from: '10.0.0.1', headers: https },
      'https://set.example.org',
    ],
    ['what the request came to', undefined, { headers: { host } }, `http://${host}`],
    ['by TLS of its own', undefined, { tls: true, headers: { host } }, `https://${host}`],
    ['by TLS of a trusted proxy', undefined, { from: '10.0.0.1', headers: https }, `https://${host}`],
    ['a stranger who claims TLS', undefined, { from: '10.0.0.2', headers: https }, `http://${host}`],
    ['a request without a host', undefined, { headers: {} }, 'http://'],
  ])('%s', (_, configured, request, origin) => {
    expect(originReader({ configured, addressOf })(aRequest(request))).toBe(origin);
  });
});

describe('the cookie of a sign-in', () => {
  const own = `${SESSION_COOKIE}=abc`;
  test.each([
    ['alone', own, 'abc'],
    ['among others', `a=1; ${own}; b=2`, 'abc'],
    ['without spaces', `a=1;${own};b=2`, 'abc'],
    ['with an equals sign in it', `${SESSION_COOKIE}=a=b==`, 'a=b=='],
    ['the first of two', `${own}; ${SESSION_COOKIE}=other`, 'abc'],
    ['of a longer name is another', `x${own}`, undefined],
    ['of a name that begins so is another', `${SESSION_COOKIE}2=abc`, undefined],
    ['in the value of another is none', `a=${SESSION_COOKIE}`, undefined],
    ['without a value', `${SESSION_COOKIE}=`, undefined],
    ['without an equals sign', SESSION_COOKIE, undefined],
    ['longer than any of ours', `${SESSION_COOKIE}=${'a'.repeat(1_001)}`, undefined],
    ['as long as is read', `${SESSION_COOKIE}=${'a'.repeat(1_000)}`, 'a'.repeat(1_000)],
    ['in nothing', '', undefined],
    ['without the header', undefined, undefined],
  ])('%s', (_, cookie, value) => {
    const headers = cookie === undefined ? {} : { cookie };
    expect(cookieOf(aRequest({ headers }), SESSION_COOKIE)).toBe(value);
  });
});
