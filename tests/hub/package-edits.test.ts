import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkedFetch } from '#tests/support/api-contract.ts';
import { forgottenIn } from '#tests/support/api-coverage.ts';
import { BareAgent, valueOf } from '#tests/support/bare-agent.ts';
import { deploy, givenPackage } from '#tests/support/deployments.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

let hub: TestHub;
let token: string;
beforeAll(async () => {
  hub = await startTestHub();
  token = (await hub.hub.commands.createApiToken(ADMIN, { name: 'edits', role: 'operator' })).token;
});
afterAll(async () => {
  await hub.dispose();
});

async function ask(method: string, path: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const response = await checkedFetch(`${hub.address}/api/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}
const edit = (packageId: string, more: object) => hub.hub.commands.editPackage(ADMIN, { packageId, ...more });

describe('editing a package', () => {
  it('changes what is named and nothing else, over REST', async () => {
    const one = await givenPackage(hub, { notes: 'before' });
    const system = { family: 'linux', minVersion: '12', architectures: ['x64'] };
    const changes = {
      notes: 'after',
      installSuccessCodes: [0, 3010],
      compatibleSystems: [system],
      upgradeBehaviour: 'keepsOthers',
      postAction: 'restartAgent',
      revision: one.revision,
    };
    const edited = await ask('PATCH', `packages/${one.id}`, changes);
    expect(edited).toEqual({
      status: 200,
      body: {
        ...one,
        notes: 'after',
        install: { ...one.install, successCodes: [0, 3010] },
        compatibleSystems: [system],
        upgradeBehaviour: 'keepsOthers',
        postAction: 'restartAgent',
        revision: one.revision + 1,
      },
    });
    expect(await hub.hub.queries.package(ADMIN, one.id)).toEqual(edited.body);
    const late = await ask('PATCH', `packages/${one.id}`, { ...changes, notes: 'late' });
    expect(late).toMatchObject({ status: 409, body: { code: 'changedMeanwhile' } });
  });

  it.each([
    [{ familyName: 'Other' }, 'Unrecognized key: "familyName"'],
    [{ version: ' ' }, 'version'],
    [{ installJoiner: 'all', installProcedure: 'true\n'.repeat(251) }, 'has more than 250 lines'],
    [{ postAction: 'explode' }, 'postAction'],
    [{ compatibleSystems: [{ minVersion: 'twelve' }] }, 'compatibleSystems.0.minVersion'],
    [{ dependencies: ['nonsense'] }, 'dependencies.0'],
    [{ dependencies: ['0'.repeat(24)] }, 'There is no package'],
  ])('%j is refused', async (changes, told) => {
    const one = await givenPackage(hub);
    const answer = await ask('PATCH', `packages/${one.id}`, changes);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalidInput' } });
    expect(JSON.stringify(answer.body)).toContain(JSON.stringify(told).slice(1, -1));
    expect(await hub.hub.queries.package(ADMIN, one.id)).toEqual(one);
  });

  it('[M3] corrects its version; jobs and installations keep the one they were made with', async () => {
    const agent = await new BareAgent(hub.address).join((await hub.enrolmentToken()).token, 'mistyped');
    const one = await givenPackage(hub, {
      familyName: 'Mistyped',
      version: '12.0',
      softwareMatch: { namePattern: 'mistyped' },
    });
    const { computerId } = agent;
    await hub.hub.commands.addInstallation(ADMIN, { computerId, packageId: one.id });
    const software = [{ name: 'mistyped', version: '1.2' }];
    valueOf(await agent.ask('inventory', { part: 'software', digest: '1'.repeat(64), value: software }));
    const recorded = async () => (await hub.hub.queries.installationsOfComputer(ADMIN, computerId))[0];
    expect(await recorded()).toMatchObject({ drift: { state: 'otherVersion' } });
    const startAt = new Date(Date.now() + 3_600_000).toISOString();
    const wish = { computerId, packageId: one.id, startAt, forceReinstall: true };
    const job = await deploy(hub, wish);

    const edited = await ask('PATCH', `packages/${one.id}`, { version: '1.2' });
    expect(edited).toMatchObject({ status: 200, body: { version: '1.2', revision: one.revision + 1 } });
    expect((await hub.hub.queries.family(ADMIN, one.familyId)).family.latestVersion).toBe('1.2');
    expect(await hub.hub.queries.job(ADMIN, job.id)).toMatchObject({ packageVersion: '12.0' });
    await hub.context.drift.drained();
    expect(await recorded()).toMatchObject({ packageVersion: '12.0', drift: { state: 'ok' } });
    const { rows } = await hub.hub.queries.audit(ADMIN, { subjectId: one.id });
    expect(rows[0]).toMatchObject({ verb: 'package.edit', detail: 'version (was 12.0)' });

    const other = await givenPackage(hub, { familyName: 'Mistyped', version: '2.0' });
    expect(await ask('PATCH', `packages/${other.id}`, { version: '1.2' })).toMatchObject({
      status: 409,
      body: { code: 'nameTaken' },
    });
    expect(await hub.hub.queries.package(ADMIN, other.id)).toEqual(other);
    agent.leave();
  });

  it('[P5] changes no job that exists', async () => {
    const agent = await new BareAgent(hub.address).join((await hub.enrolmentToken()).token, 'edited');
    const one = await givenPackage(hub, { installProcedure: 'echo first' });
    const startAt = new Date(Date.now() + 3_600_000).toISOString();
    const waiting = await deploy(hub, { computerId: agent.computerId, packageId: one.id, startAt });
    await edit(one.id, {
      installProcedure: 'echo second',
      postAction: 'restart',
      upgradeBehaviour: 'keepsOthers',
    });
    expect(await hub.context.store.jobs.get(waiting.id)).toMatchObject({
      procedure: 'echo first',
      postAction: 'none',
      upgradeBehaviour: 'uninstallOthers',
    });
    await deploy(hub, { computerId: agent.computerId, packageId: one.id });
    expect((await agent.jobOrder()).procedure).toBe('echo second');
    agent.leave();
  });
});

describe('[P7] dependencies', () => {
  it('cannot be closed to a circle, and the circle is named', async () => {
    const one = await givenPackage(hub, { familyName: 'one' });
    const two = await givenPackage(hub, { familyName: 'two', dependencies: [one.id] });
    const three = await givenPackage(hub, { familyName: 'three', dependencies: [two.id] });
    await expect(edit(one.id, { dependencies: [three.id] })).rejects.toMatchObject({
      code: 'dependencyCycle',
      detail: 'one 1.0 needs three 1.0 needs two 1.0 needs one 1.0.',
    });
    await expect(edit(one.id, { dependencies: [one.id] })).rejects.toMatchObject({ code: 'dependencyCycle' });
  });

  it('of two edits at once that close a circle together, one is refused', async () => {
    const one = await givenPackage(hub);
    const two = await givenPackage(hub);
    const outcomes = await Promise.allSettled([
      edit(one.id, { dependencies: [two.id] }),
      edit(two.id, { dependencies: [one.id] }),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('cannot name a package that is not there, nor a version that would be uninstalled', async () => {
    const missing = givenPackage(hub, { dependencies: ['0'.repeat(24)] });
    await expect(missing).rejects.toMatchObject({ code: 'invalidInput', fields: [{ path: 'dependencies' }] });
    const old = await givenPackage(hub, { familyName: 'own', version: '1' });
    const contrary = givenPackage(hub, { familyName: 'own', version: '2', dependencies: [old.id] });
    await expect(contrary).rejects.toMatchObject({
      code: 'invalidInput',
      fields: [{ path: 'dependencies' }],
    });
    const patch = { familyName: 'own', version: '2', dependencies: [old.id] };
    await givenPackage(hub, { ...patch, upgradeBehaviour: 'replacesOthers' });
  });

  it('a package that others need is not deleted, and they are named', async () => {
    const needed = await givenPackage(hub);
    const user = await givenPackage(hub, { familyName: 'user', dependencies: [needed.id] });
    const doomed = hub.hub.commands.deletePackage(ADMIN, { packageId: needed.id });
    await expect(doomed).rejects.toMatchObject({
      code: 'packageInUse',
      detail: 'Other packages need it: user 1.0.',
    });
    await edit(user.id, { dependencies: [] });
    await hub.hub.commands.deletePackage(ADMIN, { packageId: needed.id });
  });
});

describe('over REST', () => {
  it('a form has a field for each, and a preview answers as creating would', async () => {
    const needed = await givenPackage(hub);
    const form = new FormData();
    form.set('familyName', 'Formed');
    form.set('version', '1');
    form.set('installProcedure', 'true');
    form.set('dependencies', needed.id);
    form.set('compatibleSystems', JSON.stringify([{ family: 'linux' }]));
    form.set('upgradeBehaviour', 'replacesOthers');
    form.set('postAction', 'restart');
    const uploaded = await checkedFetch(`${hub.address}/api/v1/packages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: form,
    });
    expect(uploaded.status).toBe(201);
    expect(await uploaded.json()).toMatchObject({
      dependencies: [needed.id],
      compatibleSystems: [{ family: 'linux', architectures: [] }],
      upgradeBehaviour: 'replacesOthers',
      postAction: 'restart',
    });

    const agent = await new BareAgent(hub.address).join((await hub.enrolmentToken()).token, 'previewed');
    const wish = { computerIds: [agent.computerId], packageIds: [needed.id] };
    const shown = await ask('POST', 'job-containers/preview', wish);
    expect(shown).toMatchObject({
      status: 200,
      body: { totals: { jobs: 1 }, computers: [{ jobs: [{ sequence: 1 }] }] },
    });
    const stale = { ...wish, name: 'stale', planDigest: '0'.repeat(64) };
    expect(await ask('POST', 'job-containers', stale)).toMatchObject({
      status: 409,
      body: { code: 'planChanged' },
    });
    expect(await ask('POST', 'job-containers/preview', { ...wish, packageIds: [] })).toMatchObject({
      status: 422,
      body: { code: 'containerEmpty' },
    });
    agent.leave();
  });
});

it('all that is to be held to the document of the API here was asked for', () => {
  expect(forgottenIn('package-edits')).toEqual([]);
});
