import { describe, expect, test } from 'vitest';
import { clientAddressReader } from '#hub/client-address.ts';
import { aRequest } from './requests.ts';

const from = (trusted: string[], peer: string, headers: { for?: string; proto?: string } = {}, tls = false) =>
  clientAddressReader(trusted)(
    aRequest({
      from: peer,
      tls,
      headers: {
        ...(headers.for === undefined ? {} : { 'x-forwarded-for': headers.for }),
        ...(headers.proto === undefined ? {} : { 'x-forwarded-proto': headers.proto }),
      },
    }),
  );

describe('without trusted proxies', () => {
  test.each([
    ['203.0.113.9', '203.0.113.9', false],
    ['127.0.0.1', '127.0.0.1', true],
    ['127.8.8.8', '127.8.8.8', true],
    ['::1', '::1', true],
    ['::ffff:127.0.0.1', '127.0.0.1', true],
    ['::ffff:203.0.113.9', '203.0.113.9', false],
    ['2001:DB8::00:1', '2001:db8::1', false],
  ])('a client at %s is %s (loopback: %s), whatever it claims', (peer, address, loopback) => {
    const claims = { for: '10.1.1.1', proto: 'https' };
    expect(from([], peer, claims)).toEqual({ address, loopback, secure: false });
    expect(from([], peer)).toEqual({ address, loopback, secure: false });
  });

  test('its own TLS is secure', () => {
    expect(from([], '203.0.113.9', {}, true).secure).toBe(true);
    expect(from([], '203.0.113.9', { proto: 'http' }, true).secure).toBe(true);
  });
});

describe('which peers are trusted', () => {
  test.each<[string[], string, boolean]>([
    [['10.0.0.5'], '10.0.0.5', true],
    [['10.0.0.5'], '10.0.0.6', false],
    [['10.0.0.5'], '::ffff:10.0.0.5', true],
    [['::ffff:10.0.0.5'], '10.0.0.5', true],
    [['10.0.0.0/8'], '10.255.0.1', true],
    [['10.0.0.0/8'], '11.0.0.1', false],
    [['10.0.0.0/8'], '::ffff:10.1.2.3', true],
    [['fd00::/8'], 'fd12::1', true],
    [['fd00::/8'], 'fe12::1', false],
    [['fd00::1'], 'fd00:0:0::1', true],
    [['fd00::1'], 'fd00::2', false],
    [['0.0.0.0/0'], 'fd00::1', false],
    [['::/0'], '10.0.0.1', false],
    [['fd00::/8', '10.0.0.5', '192.168.0.0/16'], '192.168.7.7', true],
    [['10.0.0.5'], '', false],
  ])('%j, connected from %s: %s', (trusted, peer, isTrusted) => {
    const { address } = from(trusted, peer, { for: '203.0.113.9' });
    expect(address === '203.0.113.9').toBe(isTrusted);
  });
});

describe('behind trusted proxies', () => {
  const trusted = ['10.0.0.0/8', 'fd00::/8'];
  const peer = '10.0.0.1';

  test.each([
    ['one hop', '203.0.113.9', '203.0.113.9'],
    ['what the client wrote itself stands left, and is not believed', '1.1.1.1, 203.0.113.9', '203.0.113.9'],
    ['a client that calls itself a proxy', '10.0.0.7, 203.0.113.9', '203.0.113.9'],
    ['a client that calls itself this machine', '127.0.0.1, 203.0.113.9', '203.0.113.9'],
    ['two trusted hops', '203.0.113.9, 10.0.0.2', '203.0.113.9'],
    ['trusted hops of both families', '203.0.113.9, fd00::2,10.0.0.2', '203.0.113.9'],
    ['a trusted hop behind a forged one', '9.9.9.9, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
    ['an IPv6 client', '2001:db8::9', '2001:db8::9'],
    ['an IPv4 client in IPv6 dress', '::ffff:203.0.113.9', '203.0.113.9'],
    ['only trusted ones: a machine of our own', '10.0.0.8, 10.0.0.2', '10.0.0.8'],
    ['empty places', ' , 203.0.113.9 ,', '203.0.113.9'],
    ['what is no address is nobody trusted', '203.0.113.9, unknown', 'unknown'],
    ['none', undefined, '10.0.0.1'],
  ])('%s', (_, hops, address) => {
    expect(from(trusted, peer, hops === undefined ? {} : { for: hops }).address).toBe(address);
  });

  test('a header that came several times counts as one list', () => {
    const request = aRequest({ from: peer });
    Object.assign(request.headers, { 'x-forwarded-for': ['1.1.1.1', '203.0.113.9'] });
    expect(clientAddressReader(trusted)(request).address).toBe('203.0.113.9');
  });

  test.each([
    ['https', true],
    ['HTTPS', true],
    ['http', false],
    ['https, http', false],
    ['http, https', true],
    ['', false],
  ])('X-Forwarded-Proto "%s": secure %s, by what the nearest proxy says', (proto, secure) => {
    expect(from(trusted, peer, { for: '203.0.113.9', proto }).secure).toBe(secure);
  });

  test('a proxy on this machine does not make its clients local', () => {
    const proxied = from(['127.0.0.1'], '127.0.0.1', { for: '203.0.113.9' });
    expect(proxied).toEqual({ address: '203.0.113.9', loopback: false, secure: false });
    expect(from(['127.0.0.1'], '127.0.0.1', { for: '127.0.0.1' }).loopback).toBe(false);
    expect(from(['127.0.0.1'], '127.0.0.1').loopback).toBe(true);
  });
});
