import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkedFetch } from '#tests/support/api-contract.ts';
import { forgottenIn } from '#tests/support/api-coverage.ts';
import { BareAgent } from '#tests/support/bare-agent.ts';
import { aComputer, aPackage } from '#tests/support/builders.ts';
import { deploy, givenPackage } from '#tests/support/deployments.ts';
import { aPng } from '#tests/support/icons.ts';
import { bytesOf, uploader } from '#tests/support/uploader.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

let hub: TestHub;
let token: string;
beforeAll(async () => {
  hub = await startTestHub();
  token = (await hub.hub.commands.createApiToken(ADMIN, { name: 'life', role: 'operator' })).token;
});
afterAll(async () => {
  await hub.dispose();
});

const ask = async (method: string, path: string, body?: object) => {
  const response = await checkedFetch(`${hub.address}/api/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
};
const sendIcon = (familyId: string, bytes: Uint8Array<ArrayBuffer>, type = 'image/png') =>
  checkedFetch(`${hub.address}/api/v1/package-families/${familyId}/icon`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
    body: bytes,
  });
const getIcon = (familyId: string, search = '', headers = {}) =>
  checkedFetch(`${hub.address}/api/v1/package-families/${familyId}/icon${search}`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
const plain = (bytes: Buffer) => new Uint8Array(bytes);
const onDisk = (sha256: string) => existsSync(join(hub.dataDirectory, 'content', `${sha256}.zip`));
const auditOf = async (subjectId: string) =>
  (await hub.hub.queries.audit(ADMIN, { subjectId })).rows.map(({ verb, detail }) => [verb, detail]);
const enrol = async (name: string) =>
  new BareAgent(hub.address).join((await hub.enrolmentToken()).token, name);
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();

describe('[M3] a family', () => {
  it('is renamed over REST; its packages follow, its jobs keep the name they were made with', async () => {
    const agent = await enrol('renamed');
    const one = await givenPackage(hub, { familyName: 'Old name' });
    const job = await deploy(hub, { computerId: agent.computerId, packageId: one.id, startAt: tomorrow() });
    const { family } = await hub.hub.queries.family(ADMIN, one.familyId);
    const wish = { name: 'New name', notes: '**bold**', revision: family.revision };
    const renamed = await ask('PATCH', `package-families/${one.familyId}`, wish);
    expect(renamed).toEqual({
      status: 200,
      body: { ...family, name: 'New name', notes: '**bold**', revision: family.revision + 1 },
    });
    expect(await hub.hub.queries.package(ADMIN, one.id)).toMatchObject({
      familyName: 'New name',
      revision: one.revision + 1,
    });
    expect(await hub.hub.queries.job(ADMIN, job.id)).toMatchObject({ packageName: 'Old name' });
    expect(await auditOf(one.familyId)).toContainEqual(['family.edit', 'was Old name']);
    const late = await ask('PATCH', `package-families/${one.familyId}`, wish);
    expect(late).toMatchObject({ status: 409, body: { code: 'changedMeanwhile' } });
    const other = await hub.hub.commands.createFamily(ADMIN, { name: 'Taken' });
    const taken = await ask('PATCH', `package-families/${other.id}`, { name: 'NEW NAME' });
    expect(taken).toMatchObject({ status: 409, body: { code: 'nameTaken' } });
    agent.leave();
  });

  it('is deleted only when it is empty', async () => {
    const one = await givenPackage(hub, { familyName: 'Deleted' });
    expect(await ask('DELETE', `package-families/${one.familyId}`)).toMatchObject({
      status: 409,
      body: { code: 'familyNotEmpty', detail: 'Deleted still has 1 version.' },
    });
    await hub.hub.commands.deletePackage(ADMIN, { packageId: one.id });
    expect(await ask('DELETE', `package-families/${one.familyId}`)).toMatchObject({ status: 204 });
    expect(await ask('GET', `package-families/${one.familyId}`)).toMatchObject({ status: 404 });
    expect(await auditOf(one.familyId)).toContainEqual(['family.delete', undefined]);
  });
});

describe('[M2] an icon', () => {
  it('is served as what its bytes are, for ever at the address that names it', async () => {
    const one = await givenPackage(hub);
    expect((await getIcon(one.familyId)).status).toBe(404);
    const png = plain(aPng({ width: 32, height: 32 }));
    // What the sender calls it does not matter.
    const sent = await sendIcon(one.familyId, png, 'image/gif');
    const family = (await sent.json()) as { icon: string };
    expect(sent.status).toBe(200);
    expect(await hub.hub.queries.package(ADMIN, one.id)).toMatchObject({ familyIcon: family.icon });
    const named = await getIcon(one.familyId, `?v=${family.icon}`);
    expect(Object.fromEntries(named.headers)).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, max-age=31536000, immutable',
    });
    expect(new Uint8Array(await named.arrayBuffer())).toEqual(png);
    const plainAddress = await getIcon(one.familyId);
    expect(plainAddress.headers.get('cache-control')).toBe('private, no-cache');
    const again = await getIcon(one.familyId, '', { 'if-none-match': `"${family.icon}"` });
    expect(again.status).toBe(304);
    const next = (await (await sendIcon(one.familyId, plain(aPng()))).json()) as { icon: string };
    expect(next.icon).not.toBe(family.icon);
    expect(await ask('DELETE', `package-families/${one.familyId}/icon`)).toMatchObject({ status: 200 });
    expect((await getIcon(one.familyId)).status).toBe(404);
    expect(await hub.hub.queries.package(ADMIN, one.id)).not.toHaveProperty('familyIcon');
  });

  it.each([
    ['an SVG', 'image/svg+xml', Buffer.from('<svg/>'), 415, 'wrongContentType'],
    ['an SVG called PNG', 'image/png', Buffer.from('<svg/>'), 422, 'iconUnusable'],
    ['one with too many pixels', 'image/png', aPng({ width: 1025 }), 422, 'iconUnusable'],
    ['one with too many bytes', 'image/png', Buffer.alloc(300 * 1024), 413, 'tooLarge'],
  ])('%s is refused', async (_what, type, bytes, status, code) => {
    const one = await givenPackage(hub);
    const answer = await sendIcon(one.familyId, plain(bytes), type);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ code });
    expect((await getIcon(one.familyId)).status).toBe(404);
  });

  it('is taken over by packages that come later, and by copies', async () => {
    const one = await givenPackage(hub, { familyName: 'With icon' });
    const { icon } = await hub.hub.commands.setFamilyIcon(ADMIN, { familyId: one.familyId }, aPng());
    const next = await givenPackage(hub, { familyName: 'With icon', version: '2.0' });
    expect(next.familyIcon).toBe(icon);
    const copy = await hub.hub.commands.copyPackage(ADMIN, { packageId: one.id, version: '3.0' });
    expect(copy.familyIcon).toBe(icon);
  });
});

describe('[M4] a copy', () => {
  it('has everything but the version; the files are shared, and go with the last that uses them', async () => {
    const needed = await givenPackage(hub);
    const one = await givenPackage(hub, {
      file: { name: 'setup.sh', text: 'echo copied' },
      notes: 'as it was',
      installProcedure: 'sh setup.sh\ntrue',
      installJoiner: 'all',
      installSuccessCodes: [0, 7],
      dependencies: [needed.id],
      postAction: 'restart',
      upgradeBehaviour: 'keepsOthers',
      timeLimitSeconds: 60,
    });
    const made = await ask('POST', `packages/${one.id}/copy`, { version: '2.0' });
    const copy = made.body as typeof one;
    expect(made).toEqual({
      status: 201,
      body: {
        ...one,
        id: copy.id,
        version: '2.0',
        createdAt: copy.createdAt,
        createdBy: 'life',
        revision: 1,
      },
    });
    const twice = await ask('POST', `packages/${one.id}/copy`, { version: '2.0' });
    expect(twice).toMatchObject({ status: 409, body: { code: 'nameTaken' } });
    const sha256 = one.content?.sha256 ?? '';
    expect(await ask('DELETE', `packages/${one.id}`)).toMatchObject({ status: 204 });
    expect(onDisk(sha256)).toBe(true);
    expect(await ask('DELETE', `packages/${copy.id}`)).toMatchObject({ status: 204 });
    expect(onDisk(sha256)).toBe(false);
  });
});

describe('[M4] a copy with other files', () => {
  it('is made of what its maker has uploaded, and has no need of those of its source', async () => {
    const sender = uploader({ address: hub.address, token });
    const one = await givenPackage(hub, { file: { name: 'setup.sh', text: 'echo old' }, version: '1.0' });
    const old = one.content?.sha256 ?? '';
    const finished = await sender.whole([{ path: 'setup.sh', bytes: bytesOf('echo new') }]);
    const wish = { version: '1.1', contentSha256: finished.sha256 };
    const made = await ask('POST', `packages/${one.id}/copy`, wish);
    expect(made).toMatchObject({
      status: 201,
      body: { version: '1.1', content: { sha256: finished.sha256, files: 1 }, install: one.install },
    });
    // It is a package's now: the upload is over, and gone with it are neither files nor source.
    expect((await sender.state(finished.uploadId)).status).toBe(404);
    expect([onDisk(old), onDisk(finished.sha256)]).toEqual([true, true]);
    const { id } = made.body as { id: string };
    expect(await auditOf(id)).toEqual([['package.create', `a copy of package ${one.id}, with other files`]]);
    expect(await ask('DELETE', `packages/${one.id}`)).toMatchObject({ status: 204 });
    expect([onDisk(old), onDisk(finished.sha256)]).toEqual([false, true]);
  });

  it('is refused for files that are not there, or that somebody else has uploaded', async () => {
    const other = (await hub.hub.commands.createApiToken(ADMIN, { name: 'other', role: 'operator' })).token;
    const sender = uploader({ address: hub.address, token: other });
    const finished = await sender.whole([{ path: 'theirs', bytes: bytesOf('theirs') }]);
    const one = await givenPackage(hub);
    for (const contentSha256 of [finished.sha256, 'ab'.repeat(32)]) {
      const refused = await ask('POST', `packages/${one.id}/copy`, { version: '2.0', contentSha256 });
      expect(refused).toMatchObject({ status: 404, body: { code: 'contentMissing' } });
    }
  });

  it('takes no pattern of the listed version along that was made for its source', async () => {
    const softwareMatch = { namePattern: 'tool', versionPattern: '1.*' };
    const one = await givenPackage(hub, { version: '1.0', softwareMatch });
    const copy = async (version: string) =>
      (await hub.hub.commands.copyPackage(ADMIN, { packageId: one.id, version })).softwareMatch;
    expect(await copy('1.1')).toEqual(softwareMatch);
    expect(await copy('2.0')).toEqual({ namePattern: 'tool' });
  });
});

describe('[V2] the newest version of a family', () => {
  it('is what its version says, whenever it was made', async () => {
    const [old, ten] = [
      await givenPackage(hub, { familyName: 'Ordered', version: '1.9' }),
      await givenPackage(hub, { familyName: 'Ordered', version: '1.10' }),
    ];
    const late = await givenPackage(hub, { familyName: 'Ordered', version: '1.8' });
    const { family, packages } = await hub.hub.queries.family(ADMIN, old.familyId);
    expect(family.latestVersion).toBe('1.10');
    expect(packages.map(({ version }) => version)).toEqual(['1.10', '1.9', '1.8']);
    const newer = await hub.hub.queries.newerVersions(ADMIN, [old.id, ten.id, late.id]);
    const newest = { id: ten.id, version: '1.10' };
    expect(newer).toEqual({ [old.id]: newest, [late.id]: newest });
    const listed = await ask('GET', 'packages?search=ordered&limit=2');
    expect(listed.body).toMatchObject({ rows: [{ version: '1.10' }, { version: '1.9' }] });
    const { next } = listed.body as { next: string };
    const rest = await ask('GET', `packages?search=ordered&limit=2&cursor=${next}`);
    expect(rest.body).toMatchObject({ rows: [{ version: '1.8' }] });
  });
});

describe('questions about many', () => {
  it('are answered whole: 620 computers by their ids, and what is newer than 620 packages', async () => {
    const { store } = hub.context;
    const computerIds: string[] = [];
    const packageIds: string[] = [];
    for (let n = 0; n < 620; n += 1) {
      computerIds.push((await store.computers.insert(aComputer())).id);
      const { id, familyId } = await store.packages.insert(aPackage({ version: '1' }));
      packageIds.push(id);
      await store.packages.insert(aPackage({ familyId, version: '2' }));
    }
    const computers = await hub.hub.queries.computersByIds(ADMIN, [...computerIds, ...computerIds]);
    expect(new Set(computers.map(({ id }) => id))).toEqual(new Set(computerIds));
    expect(computers).toHaveLength(620);
    const newer = await hub.hub.queries.newerVersions(ADMIN, packageIds);
    expect(Object.keys(newer).toSorted()).toEqual(packageIds.toSorted());
  });
});

describe('[M1] a procedure', () => {
  it('is joined when its job is made', async () => {
    const agent = await enrol('joined');
    const one = await givenPackage(hub, {
      installProcedure: '# both\necho a\n\necho b',
      installJoiner: 'all',
    });
    await deploy(hub, { computerId: agent.computerId, packageId: one.id });
    expect((await agent.jobOrder()).procedure).toBe('{ echo a\n} && { echo b\n}');
    agent.leave();
  });
});

describe('[M5] [M6] deleting', () => {
  const recordOf = (agent: BareAgent, one: Awaited<ReturnType<typeof givenPackage>>) =>
    hub.context.store.installations.put({
      id: hub.context.store.newId(),
      computerId: agent.computerId,
      computerName: agent.computerId,
      packageId: one.id,
      familyId: one.familyId,
      packageName: one.familyName,
      packageVersion: one.version,
      installedAt: new Date(),
      installedBy: 'admin',
      drift: { state: 'unknown' },
    });

  it('is refused with each reason, also in the answer of its use', async () => {
    const agent = await enrol('reasons');
    const one = await givenPackage(hub, { familyName: 'Held' });
    const user = await givenPackage(hub, { familyName: 'Needing', dependencies: [one.id] });
    await recordOf(agent, one);
    await deploy(hub, {
      computerId: agent.computerId,
      packageId: one.id,
      startAt: tomorrow(),
      forceReinstall: true,
    });
    const fields = [
      { path: 'needed', message: 'Other packages need it: Needing 1.0.' },
      { path: 'waiting', message: '1 job of it waits.' },
      { path: 'installed', message: 'It is still installed on 1 computer.' },
    ];
    const refused = await ask('DELETE', `packages/${one.id}`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'packageInUse', fields } });
    const use = await ask('GET', `packages/${one.id}/use`);
    expect(use.body).toMatchObject({
      installed: 1,
      waiting: 1,
      neededBy: [{ id: user.id, familyName: 'Needing' }],
    });
    // The name helps against all but the need, and nothing is touched for the sake of a deletion that cannot be.
    const named = await ask('DELETE', `packages/${one.id}?confirmName=${encodeURIComponent('Held 1.0')}`);
    expect(named).toMatchObject({ status: 409, body: { fields: [{ path: 'needed' }] } });
    expect(await hub.hub.queries.packageUse(ADMIN, one.id)).toMatchObject({ installed: 1, waiting: 1 });
    agent.leave();
  });

  it('with its name cancels what waits, removes the records, frees the files and says so', async () => {
    const agent = await enrol('forced');
    const one = await givenPackage(hub, { familyName: 'Forced', file: { name: 'a', text: 'forced' } });
    await recordOf(agent, one);
    const job = await deploy(hub, {
      computerId: agent.computerId,
      packageId: one.id,
      startAt: tomorrow(),
      forceReinstall: true,
    });
    const wrong = await ask('DELETE', `packages/${one.id}?confirmName=forced`);
    expect(wrong).toMatchObject({ status: 400, body: { fields: [{ path: 'confirmName' }] } });
    const done = await ask('DELETE', `packages/${one.id}?confirmName=${encodeURIComponent('Forced 1.0')}`);
    expect(done.status).toBe(204);
    expect(await hub.hub.queries.job(ADMIN, job.id)).toMatchObject({ state: 'cancelled' });
    expect(await hub.hub.queries.container(ADMIN, job.containerId)).toMatchObject({
      counts: { cancelled: 1 },
    });
    expect(await hub.context.store.installations.countOfPackage(one.id)).toBe(0);
    expect(onDisk(one.content?.sha256 ?? '')).toBe(false);
    expect(await auditOf(one.id)).toEqual(
      expect.arrayContaining([
        ['package.cancelJobs', '1 job, to delete it'],
        ['package.delete', 'confirmed by name; with 1 installation records'],
      ]),
    );
    agent.leave();
  });
});

describe('systems of the fleet', () => {
  it('are counted', async () => {
    const answer = await ask('GET', 'systems-seen');
    expect(answer).toMatchObject({ status: 200, body: { rows: expect.any(Array) as unknown } });
  });
});

it('all that is to be held to the document of the API here was asked for', () => {
  expect(forgottenIn('package-life')).toEqual([]);
});
