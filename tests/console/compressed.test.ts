import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { compressed } from '#lib/server/compressed.ts';

const PAGE = '<li>BER-OFFICE-00031</li>'.repeat(1_000);
const asking = (encodings: string | null) =>
  new Request(
    'http://hub.example.org/',
    encodings === null ? {} : { headers: { 'accept-encoding': encodings } },
  );
const answer = (body: BodyInit | null = PAGE, headers: Record<string, string> = {}) =>
  new Response(body, { headers: { 'content-type': 'text/html', ...headers } });
const plain = async (response: Response) => gunzipSync(await response.bytes()).toString();

describe('what the console answers', () => {
  test.each(['text/html', 'text/csv; charset=utf-8', 'text/plain', 'application/json'])(
    'is compressed when it is %s, and says so',
    async (type) => {
      const response = compressed(asking('gzip, deflate, br'), answer(PAGE, { 'content-type': type }));
      expect(Object.fromEntries(response.headers)).toEqual({
        'content-type': type,
        'content-encoding': 'gzip',
        vary: 'accept-encoding',
      });
      const bytes = await response.clone().bytes();
      expect(bytes.length).toBeLessThan(PAGE.length / 10);
      expect(await plain(response)).toBe(PAGE);
    },
  );

  test('keeps its status and its other headers, and tells no length that is no longer right', () => {
    const given = new Response(PAGE, {
      status: 404,
      headers: {
        'content-type': 'text/html',
        'content-length': String(PAGE.length),
        etag: '"1"',
        vary: 'cookie',
      },
    });
    const { status, headers } = compressed(asking('gzip'), given);
    expect(status).toBe(404);
    expect(headers.get('content-length')).toBeNull();
    expect([headers.get('etag'), headers.get('vary')]).toEqual(['"1"', 'cookie, accept-encoding']);
  });

  test.each(['br', 'identity', 'gzip;q=0', 'gzip; q=0.0', null])(
    'is as it was for who accepts %s, and may not be kept for others',
    async (encodings) => {
      const response = compressed(asking(encodings), answer());
      expect(response.headers.get('content-encoding')).toBeNull();
      expect(response.headers.get('vary')).toBe('accept-encoding');
      expect(await response.text()).toBe(PAGE);
    },
  );

  test('takes a weight for what it is', () => {
    const { headers } = compressed(asking('br;q=1.0, gzip;q=0.8, *;q=0.1'), answer());
    expect(headers.get('content-encoding')).toBe('gzip');
  });

  test.each([
    ['is no text', answer(PAGE, { 'content-type': 'image/png' })],
    ['is short', answer('short', { 'content-length': '5' })],
    ['is compressed', answer(PAGE, { 'content-encoding': 'br' })],
    ['is empty', answer(null)],
  ])('is left alone when it %s', (_, given) => {
    expect(compressed(asking('gzip'), given)).toBe(given);
    expect(given.headers.get('content-encoding')).not.toBe('gzip');
  });

  test('is made no longer than somebody reads it', async () => {
    const told = Promise.withResolvers<unknown>();
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(crypto.getRandomValues(new Uint8Array(16_384))),
      cancel: told.resolve,
    });
    const reader = compressed(asking('gzip'), answer(endless)).body?.getReader();
    expect((await reader?.read())?.value?.length).toBeGreaterThan(0);
    await reader?.cancel('closed');
    await told.promise;
  });
});
