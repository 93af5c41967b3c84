import { request as httpRequest } from 'node:http';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Refusal } from '#protocol/errors.ts';
import type { PackageView } from '#protocol/views/package.ts';
import { archiveOf, contentStore, upload, uploadedFile } from '#tests/content/uploads.ts';
import { apiServer } from './api-server.ts';
import { testHub } from './test-hub.ts';

let content: Awaited<ReturnType<typeof contentStore>>;
let api: Awaited<ReturnType<typeof apiServer>>;
let archive: Buffer;
let sha256: string;
const headersSeen: string[] = [];

beforeEach(async () => {
  content = await contentStore();
  archive = await archiveOf({ path: 'numbers.txt', content: '0123456789'.repeat(50) });
  const view = await content.store.take(upload(uploadedFile('Größe "1".zip', archive)));
  sha256 = view.sha256;
  headersSeen.length = 0;
  const hub = testHub({
    content: content.store,
    queries: { package: async () => ({ content: view }) as PackageView },
    identities: {
      contentReader: async (authorization) => {
        headersSeen.push(authorization);
        if (authorization !== 'Reveille-Agent signed.yes') throw new Refusal('contentNotGranted');
        return { computerId: 'a'.repeat(24) };
      },
    },
  });
  api = await apiServer(hub);
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
  await content[Symbol.asyncDispose]();
});

const agentAsks = (headers: Record<string, string> = {}, method = 'GET') =>
  api.askBeside(`/api/v1/content/${sha256}`, {
    method,
    headers: { authorization: 'Reveille-Agent signed.yes', ...headers },
  });
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

describe('an agent with a signed request', () => {
  test('gets the bytes, with their hash as ETag', async () => {
    const response = await agentAsks();
    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).toBe(`"${sha256}"`);
    expect(response.headers.get('content-length')).toBe(String(archive.length));
    expect((await bytesOf(response)).equals(archive)).toBe(true);
    expect(headersSeen).toEqual(['Reveille-Agent signed.yes']);
  });

  test('asks for the head alone', async () => {
    const response = await agentAsks({}, 'HEAD');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe(String(archive.length));
    expect(await response.text()).toBe('');
  });

  test.each([
    ['bytes=0-9', 0, 10],
    ['bytes=100-', 100, undefined],
    ['bytes=-5', -5, undefined],
    ['bytes=90-999999', 90, undefined],
  ])('takes up where it stopped: %s', async (range, from, to) => {
    const response = await agentAsks({ range });
    const expected = archive.subarray(from, to);
    const start = from < 0 ? archive.length + from : from;
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(
      `bytes ${start}-${start + expected.length - 1}/${archive.length}`,
    );
    expect((await bytesOf(response)).equals(expected)).toBe(true);
  });

  test('a range behind the end is 416 with the size', async () => {
    const response = await agentAsks({ range: `bytes=${archive.length}-` });
    expect(response.status).toBe(416);
    expect(response.headers.get('content-range')).toBe(`bytes */${archive.length}`);
    expect(await response.json()).toMatchObject({ code: 'rangeNotSatisfiable' });
  });

  test.each(['bytes=0-1,5-6', 'bytes=9-2', 'lines=1-2', 'bytes=-'])('%s gets everything', async (range) => {
    expect((await agentAsks({ range })).status).toBe(200);
  });

  test('If-Range with another hash gets everything, with this one its range', async () => {
    expect((await agentAsks({ range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200);
    expect((await agentAsks({ range: 'bytes=0-1', 'if-range': `"${sha256}"` })).status).toBe(206);
  });

  test('without a grant gets nothing', async () => {
    const response = await agentAsks({ authorization: 'Reveille-Agent forged.no' });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'contentNotGranted' });
  });

  test('content that is gone is contentMissing', async () => {
    await content.store.remove(sha256);
    expect(await (await agentAsks()).json()).toMatchObject({ status: 404, code: 'contentMissing' });
  });
});

test('a user’s token opens no agent’s resource', async () => {
  const response = await api.askBeside(`/api/v1/content/${sha256}`);
  expect(response.status).toBe(401);
  expect(headersSeen).toEqual([]);
});

test('a signed-in user downloads the content of a package under its name', async () => {
  const response = await api.ask(`/api/v1/packages/${'a'.repeat(24)}/content`);
  expect(response.headers.get('content-disposition')).toBe(
    `attachment; filename="Gr__e _1_.zip"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22.zip`,
  );
  expect((await bytesOf(response)).equals(archive)).toBe(true);
});

test('a reader that goes away ends the read of the file', async () => {
  const endless = new Readable({
    read() {
      this.push(Buffer.alloc(65_536));
    },
  });
  const reader = { size: async () => 2 ** 40, open: async () => ({ bytes: 2 ** 40, stream: endless }) };
  const hub = testHub({
    content: reader,
    identities: { contentReader: async () => ({ computerId: 'a'.repeat(24) }) },
  });
  await using other = await apiServer(hub);
  const asked = httpRequest(`${other.origin}/api/v1/content/${sha256}`, {
    headers: { authorization: 'Reveille-Agent signed.yes' },
  }).end();
  const [response] = (await once(asked, 'response')) as [Readable];
  await once(response, 'readable');
  const closed = new Promise((resolve) => endless.once('close', resolve));
  asked.destroy();
  await closed;
  expect(endless.destroyed).toBe(true);
});
