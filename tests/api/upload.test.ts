import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Commands } from '#hub/hub.ts';
import { Refusal } from '#protocol/errors.ts';
import type { ContentView, PackageView } from '#protocol/views/package.ts';
import { archiveWithPath, contentStore } from '#tests/content/uploads.ts';
import { apiServer } from './api-server.ts';
import { testHub, TOKENS } from './test-hub.ts';

const ID = 'a'.repeat(24);
const LIMIT = 4 * 1024 * 1024;
const A_PACKAGE: PackageView = {
  id: ID,
  familyId: ID,
  familyName: 'Tool',
  version: '1.0',
  notes: '',
  install: { procedure: '', joiner: 'script', successCodes: [0] },
  uninstall: { procedure: '', joiner: 'script', successCodes: [0] },
  uninstallNeedsContent: false,
  timeLimitSeconds: 7200,
  dependencies: [],
  compatibleSystems: [],
  upgradeBehaviour: 'uninstallOthers',
  postAction: 'none',
  createdAt: '2026-03-01T08:00:00.000Z',
  createdBy: 'ci',
  revision: 1,
};
const AN_INPUT = { familyName: 'Tool', version: '1.0' };

/** What a sender writes that does not use a library: it can stop wherever it likes. */
const rawHead = (length: number) =>
  [
    'POST /api/v1/packages HTTP/1.1',
    'host: hub',
    'connection: close',
    `authorization: Bearer ${TOKENS.operator}`,
    'content-type: multipart/form-data; boundary=edge',
    `content-length: ${length}`,
    '\r\n',
  ].join('\r\n');
const FORM_UP_TO_THE_FILE = [
  '--edge',
  'content-disposition: form-data; name="package"',
  '',
  JSON.stringify(AN_INPUT),
  '--edge',
  'content-disposition: form-data; name="file"; filename="a.bin"',
  '\r\n',
].join('\r\n');

let content: Awaited<ReturnType<typeof contentStore>>;
let api: Awaited<ReturnType<typeof apiServer>>;
let packages: { input: unknown; content: ContentView | undefined }[];
/** Resolves with what an upload ended with. */
let uploads: Promise<unknown>[];

beforeEach(async () => {
  content = await contentStore({ maximumBytes: LIMIT });
  packages = [];
  uploads = [];
  const commands: Partial<Commands> = {
    storeContent: (actor, files) => {
      if (actor.role === 'viewer') return Promise.reject(new Refusal('forbidden'));
      const taking = content.store.take(files);
      uploads.push(taking.catch((error: unknown) => error));
      return taking;
    },
    createPackage: async (_actor, input, stored) => {
      packages.push({ input, content: stored });
      return A_PACKAGE;
    },
  };
  api = await apiServer(testHub({ commands }), { uploadLimitBytes: LIMIT });
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
  await content[Symbol.asyncDispose]();
});

const nothingKept = async () => {
  expect(packages).toEqual([]);
  expect(await content.filesOnDisk()).toEqual([]);
};

function formOf(
  ...parts: [name: string, value: string | { file: string | Uint8Array<ArrayBuffer>; name: string }][]
) {
  const form = new FormData();
  for (const [name, value] of parts) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, new Blob([value.file]), value.name);
  }
  return form;
}
const sendForm = (form: FormData, headers: Record<string, string> = {}) =>
  api.ask('/api/v1/packages', { method: 'POST', body: form, headers });

async function pathsOf(view: ContentView | undefined): Promise<string[]> {
  const opened = view === undefined ? undefined : await content.store.open(view.sha256);
  if (opened === undefined) return [];
  const chunks = await opened.stream.toArray();
  const archive = await fromBufferPromise(Buffer.concat(chunks as Buffer[]));
  const paths: string[] = [];
  for await (const entry of archive.eachEntry()) {
    paths.push(`${entry.fileName}=${await text(await archive.openReadStreamPromise(entry))}`);
  }
  return paths;
}

describe('a package arrives', () => {
  test('as JSON in one field, with a folder of files', async () => {
    const response = await sendForm(
      formOf(
        ['package', JSON.stringify({ ...AN_INPUT, installSuccessCodes: [0, 3010] })],
        ['file', { file: 'one', name: 'tool/a.txt' }],
        ['file', { file: 'two', name: 'tool/sub/b.txt' }],
      ),
    );
    expect(response.status).toBe(201);
    expect(response.headers.get('location')).toBe(`/api/v1/packages/${ID}`);
    expect(packages).toMatchObject([
      {
        input: { version: '1.0', installSuccessCodes: [0, 3010] },
        content: { fileName: 'tool.zip', files: 2 },
      },
    ]);
    expect(await pathsOf(packages[0]?.content)).toEqual(['tool/a.txt=one', 'tool/sub/b.txt=two']);
  });

  test('as plain fields', async () => {
    const response = await sendForm(
      formOf(
        ['familyName', 'Tool'],
        ['version', '2'],
        ['installSuccessCodes', '0, 3010'],
        ['uninstallSuccessCodes', ''],
        ['uninstallNeedsContent', 'true'],
        ['timeLimitSeconds', '60'],
        ['file', { file: 'x', name: 'a.txt' }],
      ),
    );
    expect(response.status).toBe(201);
    expect(packages[0]?.input).toMatchObject({
      installSuccessCodes: [0, 3010],
      uninstallSuccessCodes: [],
      uninstallNeedsContent: true,
      timeLimitSeconds: 60,
    });
  });

  test('without files, as a form or as JSON; an empty file input is no file', async () => {
    await sendForm(formOf(['familyName', 'Tool'], ['version', '1'], ['file', { file: '', name: '' }]));
    await api.ask('/api/v1/packages', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(AN_INPUT),
    });
    expect(packages.map(({ content }) => content)).toEqual([undefined, undefined]);
    expect(uploads).toEqual([]);
  });

  test('with hundreds of small files, whole and in order', async () => {
    const files = Array.from({ length: 700 }, (_, at) => `f${at}.txt`);
    const parts = files.map((name): [string, { file: string; name: string }] => [
      'file',
      { file: name, name },
    ]);
    const response = await sendForm(formOf(['package', JSON.stringify(AN_INPUT)], ...parts));
    expect(response.status).toBe(201);
    expect(await pathsOf(packages[0]?.content)).toEqual(files.map((name) => `${name}=${name}`));
  });
});

describe('a form is refused', () => {
  const refusalOf = async (response: Response) => (await response.json()) as Record<string, unknown>;

  test('when fields come after files, and says so', async () => {
    const response = await sendForm(
      formOf(['file', { file: 'x', name: 'a.txt' }], ['package', JSON.stringify(AN_INPUT)]),
    );
    expect(response.status).toBe(400);
    expect(await refusalOf(response)).toMatchObject({ code: 'invalidInput' });
    await nothingKept();
  });

  test('when fields come after large files', async () => {
    const file = { file: new Uint8Array(2_000_000), name: 'a.bin' };
    const response = await sendForm(
      formOf(['package', JSON.stringify(AN_INPUT)], ['file', file], ['notes', 'late']),
    );
    const refused = await refusalOf(response);
    expect(refused).toMatchObject({ code: 'invalidInput' });
    expect(refused.detail).toContain('"notes" came after a file');
    await nothingKept();
  });

  test('for its fields before its files are read', async () => {
    const file = { file: new Uint8Array(3_000_000), name: 'a.bin' };
    const response = await sendForm(
      formOf(['familyName', 'Tool'], ['timeLimitSeconds', 'long'], ['file', file]),
    );
    expect(response.status).toBe(400);
    expect(await refusalOf(response)).toMatchObject({
      code: 'invalidInput',
      fields: [{ path: 'version' }, { path: 'timeLimitSeconds' }],
    });
    expect(uploads).toEqual([]);
  });

  test('with a field too long', async () => {
    const response = await sendForm(formOf(['notes', 'x'.repeat(1_100_000)]));
    expect(await refusalOf(response)).toMatchObject({ code: 'tooLarge' });
  });

  test('with a file that has bytes but no name', async () => {
    const form = formOf(['package', JSON.stringify(AN_INPUT)], ['file', 'bytes of a text part']);
    const refused = await refusalOf(await sendForm(form));
    expect(refused).toMatchObject({ code: 'invalidInput' });
    expect(refused.detail).toContain('has no filename');
    await nothingKept();
  });

  test('with too many fields', async () => {
    const fields = Array.from({ length: 60 }, (_, at): [string, string] => [`field${at}`, 'x']);
    expect(await refusalOf(await sendForm(formOf(...fields)))).toMatchObject({ code: 'invalidInput' });
  });

  test('with a boundary missing', async () => {
    const init = { method: 'POST', body: 'x', headers: { 'content-type': 'multipart/form-data' } };
    expect(await refusalOf(await api.ask('/api/v1/packages', init))).toMatchObject({ code: 'invalidInput' });
  });

  test('by the role, while the sender is still sending', async () => {
    const file = { file: new Uint8Array(3_000_000), name: 'a.bin' };
    const response = await sendForm(formOf(['package', JSON.stringify(AN_INPUT)], ['file', file]), {
      authorization: `Bearer ${TOKENS.viewer}`,
    });
    expect(response.status).toBe(403);
    expect(response.headers.get('connection')).toBe('close');
    await nothingKept();
  });

  test('with an archive that leaves its folder', async () => {
    const archive = new Uint8Array(await archiveWithPath('../evil.txt'));
    const form = formOf(['package', JSON.stringify(AN_INPUT)], ['file', { file: archive, name: 'a.zip' }]);
    const refused = await refusalOf(await sendForm(form));
    expect(refused).toMatchObject({ status: 422, code: 'archiveUnsafe' });
    expect(refused.detail).toContain('../evil.txt');
    await nothingKept();
  });

  test.each([
    ['a little', LIMIT + 1],
    ['so much that it is refused unread', 32 * 1024 * 1024],
  ])('with %s more than the limit', async (_how, bytes) => {
    const file = { file: new Uint8Array(bytes), name: 'a.bin' };
    const response = await sendForm(formOf(['package', JSON.stringify(AN_INPUT)], ['file', file]));
    expect(await refusalOf(response)).toMatchObject({ status: 413, code: 'tooLarge' });
    await nothingKept();
  });
});

describe('a sender that goes away', () => {
  test('in the middle of a file leaves nothing behind', async () => {
    const socket = connect(api.port, '127.0.0.1');
    const ended = once(api.server, 'request').then(
      ([request]: IncomingMessage[]) => new Promise((resolve) => request?.once('close', resolve)),
    );
    socket.write(rawHead(10_000_000) + FORM_UP_TO_THE_FILE);
    socket.write(Buffer.alloc(200_000));
    while ((await content.filesOnDisk()).length === 0) await new Promise((resolve) => setImmediate(resolve));
    socket.destroy();
    await ended;
    expect(await Promise.all(uploads)).toMatchObject([{ code: 'uploadBroken' }]);
    await nothingKept();
  });

  test('who ends the request before the form has its end, leaves nothing behind and hears it', async () => {
    const socket = connect(api.port, '127.0.0.1');
    const body = `${FORM_UP_TO_THE_FILE}half of a file`;
    socket.write(rawHead(body.length) + body);
    expect(await text(socket)).toContain('"code":"uploadBroken"');
    await nothingKept();
  });
});

test('a slow store slows the sender down instead of filling memory', async () => {
  const release = Promise.withResolvers<undefined>();
  const storeContent: Commands['storeContent'] = async (_actor, files) => {
    for await (const file of files) {
      await release.promise;
      for await (const _chunk of file.stream);
    }
    throw new Refusal('tooLarge');
  };
  await using slow = await apiServer(testHub({ commands: { storeContent } }));
  const socket = connect(slow.port, '127.0.0.1');
  socket.write(rawHead(2 ** 32) + FORM_UP_TO_THE_FILE);
  // The kernel's buffers take some megabytes; a hub that went on reading would take all of it.
  let sent = 0;
  const chunk = Buffer.alloc(65_536);
  const mayWrite = async () => socket.write(chunk) || (await drainedWithin(socket));
  while (sent < 256 * 1024 * 1024 && (await mayWrite())) sent += chunk.length;
  expect(sent).toBeLessThan(64 * 1024 * 1024);
  release.resolve(undefined);
  socket.destroy();
});

/** Whether the socket took more while the hub answered another request: by then it has read all it will. */
async function drainedWithin(socket: ReturnType<typeof connect>): Promise<boolean> {
  const drained = once(socket, 'drain').then(() => true);
  const rounds = (async () => {
    const other = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    for (let round = 0; round < 20; round += 1)
      await fetch(`http://127.0.0.1:${port}/`).then((r) => r.text());
    other.closeAllConnections();
    other.close();
    return false;
  })();
  return Promise.race([drained, rounds]);
}
