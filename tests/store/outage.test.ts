import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import type { Store } from '#store/contract/store.ts';
import { openStore } from '#store/open-store.ts';
import { aChunk, aJob, anId, THEN } from '#tests/support/builders.ts';
import { eventually } from '#tests/support/eventually.ts';
import { describeStore } from './on-database.ts';

/** A wire to the database that can be cut and mended. */
async function wireTo(uri: string) {
  const [, host = ''] = /^mongodb:\/\/([^,/?]+)/.exec(uri) ?? [];
  const [name = '', port = '27017'] = host.split(':');
  // The embedded store listens on a socket in the file system, its path written as a host.
  const path = decodeURIComponent(host);
  const target = path.startsWith('/') ? { path } : { host: name, port: Number(port) };
  const sockets = new Set<Socket>();
  const join = (near: Socket) => {
    const far = connect(target);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one
        .on('error', () => other.destroy())
        .on('close', () => {
          sockets.delete(one);
          other.destroy();
        });
      one.pipe(other);
    }
  };
  const listen = async (port: number) => {
    const server = createServer(join).listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  let server = await listen(0);
  const { port: listening } = server.address() as AddressInfo;
  const cut = async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    // Straight to this wire: a replica set would tell its members' real addresses.
    uri: `mongodb://127.0.0.1:${listening}/?directConnection=true&retryWrites=false`,
    cut,
    mend: async () => {
      server = await listen(listening);
    },
  };
}

const everyKind = (store: Store) => [
  () => store.computers.get(anId()),
  () => store.packages.list({ limit: 5 }),
  () => store.containers.unsettled(),
  () => store.jobs.insertMany([aJob()]),
  () => store.jobs.save(aJob()),
  () => store.jobs.saveMany([aJob(), aJob()]),
  () => store.jobs.countByState(anId()),
  () => store.output.append([aChunk()]),
  () => store.output.after({ jobId: anId(), attempt: 1, after: 0, limitBytes: 100 }),
  () => store.installations.countOfPackage(anId()),
  () => store.access.useEnrolmentToken(anId(), THEN),
  () => store.settings.set('a', 1),
];

describeStore('a database that goes away', ({ opened }) => {
  it('refuses every method as unavailable while it is away, and serves again when it is back', async () => {
    const wire = await wireTo(opened().uri);
    const store = await openStore({ uri: wire.uri, databaseName: opened().databaseName });
    try {
      // Cut under writes that are on their way: each is either done or refused, never another error.
      const jobs = Array.from({ length: 200 }, () => aJob());
      const underWay = jobs.map((job) => store.jobs.insertMany([job]));
      await underWay[0];
      await wire.cut();
      for (const outcome of await Promise.allSettled(underWay)) {
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'unavailable' });
      }
      expect(await store.ping()).toBe(false);
      const refusals = await Promise.allSettled(everyKind(store).map((call) => call()));
      for (const [place, outcome] of refusals.entries()) {
        const reason: unknown = outcome.status === 'rejected' ? outcome.reason : 'it was served';
        expect(reason, `call ${place}`).toMatchObject({ name: 'Refusal', code: 'unavailable' });
      }
      await wire.mend();
      await eventually(
        () => store.ping(),
        (answers) => answers,
      );
      for (const call of everyKind(store)) await call();
    } finally {
      await store.close();
      await wire.cut();
    }
  });

  it('is unavailable at the opening as well, within seconds', async () => {
    const wire = await wireTo(opened().uri);
    await wire.cut();
    const began = performance.now();
    await expect(openStore({ uri: wire.uri })).rejects.toMatchObject({ code: 'unavailable' });
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
