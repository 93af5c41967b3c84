import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request, type ClientRequest } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkedFetch } from '#tests/support/api-contract.ts';
import { besideHub, type BesideHub } from '#tests/support/beside-hub.ts';
import { eventually } from '#tests/support/eventually.ts';
import { prepareHubProcess, type HubProcess, type TestProcess } from '#tests/support/processes.ts';
import { stretchWire } from '#tests/support/tcp-proxy.ts';
import { ADMIN } from '#tests/support/test-hub.ts';
import { uploader } from '#tests/support/uploader.ts';

/** What happens to an upload when the line, the sender or the hub itself breaks. */

const BYTES = 6 * 1024 * 1024;
const HALF = BYTES / 2;

let hubs: HubProcess;
let hub: TestProcess;
let beside: BesideHub;
let token: string;
let ci: ReturnType<typeof uploader>;

beforeAll(async () => {
  hubs = await prepareHubProcess();
  hub = await hubs.start();
  beside = await besideHub(hubs);
  ({ token } = await beside.hub.commands.createApiToken(ADMIN, { name: 'uploads', role: 'operator' }));
  ci = uploader({ address: hubs.address, token });
});
afterAll(async () => {
  await beside.close();
  await hubs.dispose();
});

/** A sender that announces the rest of the file, sends only `part` of it, and then says nothing more. */
function sendPart(address: string, at: { id: string; offset: number }, part: Uint8Array): ClientRequest {
  const sending = request(`${address}/api/v1/uploads/${at.id}/files/0`, {
    method: 'PATCH',
    agent: false,
    headers: {
      authorization: `Bearer ${token}`,
      'upload-offset': String(at.offset),
      'content-length': BYTES - at.offset,
    },
  });
  // It breaks: that is what it is for.
  sending.on('error', () => undefined);
  sending.write(part);
  return sending;
}

const receivedOf = async (id: string) => (await ci.state(id)).body.files[0]?.received ?? 0;
const arrived = (id: string, bytes: number) =>
  eventually(
    () => receivedOf(id),
    (received) => received === bytes,
  );
const begin = async () => (await ci.begin([{ path: 'payload.bin', bytes: BYTES }])).body.id;

async function expectWhole(id: string, payload: Buffer): Promise<string> {
  const finished = await ci.finish(id);
  expect(finished.body).toMatchObject({ fileName: 'payload.bin.zip', files: 1 });
  const created = await ci.createPackage({
    familyName: 'Payload',
    version: id,
    contentSha256: finished.body.sha256,
  });
  const content = await checkedFetch(`${hubs.address}/api/v1/packages/${created.body.id}/content`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const archive = Buffer.from(await content.arrayBuffer());
  expect(createHash('sha256').update(archive).digest('hex')).toBe(finished.body.sha256);
  const zip = await fromBufferPromise(archive);
  for await (const entry of zip.eachEntry()) {
    expect(entry.fileName).toBe('payload.bin');
    expect((await buffer(await zip.openReadStreamPromise(entry))).equals(payload)).toBe(true);
  }
  return finished.body.sha256;
}

test('a connection that is cut in the middle loses nothing of what had arrived', async () => {
  const payload = randomBytes(BYTES);
  const wire = await stretchWire(hubs.address);
  try {
    const id = await begin();
    sendPart(wire.address, { id, offset: 0 }, payload.subarray(0, HALF));
    await arrived(id, HALF);
    wire.cut();
    const rest = new Uint8Array(payload.subarray(HALF));
    expect((await ci.send(id, { index: 0, offset: HALF }, rest)).body).toEqual({ index: 0, received: BYTES });
    await expectWhole(id, payload);
  } finally {
    await wire.dispose();
  }
});

test('a sender that the hub believes to be there still is taken over from', async () => {
  const payload = randomBytes(BYTES);
  const id = await begin();
  const silent = sendPart(hubs.address, { id, offset: 0 }, payload.subarray(0, HALF));
  const answered = once(silent, 'response');
  await arrived(id, HALF);
  const rest = new Uint8Array(payload.subarray(HALF));
  expect((await ci.send(id, { index: 0, offset: HALF }, rest)).status).toBe(200);
  const [response] = await answered;
  expect(response.statusCode).toBe(400);
  silent.destroy();
  await expectWhole(id, payload);
});

test('cancelled while bytes arrive, it is gone, and the sender hears it', async () => {
  const id = await begin();
  const sending = sendPart(hubs.address, { id, offset: 0 }, randomBytes(HALF));
  const answered = once(sending, 'response');
  await arrived(id, HALF);
  expect((await ci.cancel(id)).status).toBe(204);
  const [response] = await answered;
  expect(response.statusCode).toBe(400);
  sending.destroy();
  expect((await ci.state(id)).status).toBe(404);
});

test.each(['SIGKILL', 'SIGTERM'] as const)(
  'a hub that ends by %s in the middle goes on where it was',
  async (signal) => {
    const payload = randomBytes(BYTES);
    const id = await begin();
    sendPart(hubs.address, { id, offset: 0 }, payload.subarray(0, HALF));
    await arrived(id, HALF);
    await hub.end(signal);
    hub = await hubs.start();

    expect(await receivedOf(id)).toBe(HALF);
    await ci.send(id, { index: 0, offset: HALF }, new Uint8Array(payload.subarray(HALF)));
    const finished = await ci.finish(id);
    // Finished is finished, also for the next process, until a package is made of it.
    await hub.end(signal);
    hub = await hubs.start();
    expect((await ci.finish(id)).body).toEqual(finished.body);
    await expectWhole(id, payload);
  },
);
