import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Drift } from '#protocol/drift.ts';
import type { Software } from '#protocol/inventory.ts';
import { BareAgent, valueOf } from '#tests/support/bare-agent.ts';
import { anId, anInstallation } from '#tests/support/builders.ts';
import { deploy, givenPackage } from '#tests/support/deployments.ts';
import { ADMIN, startTestHub, type TestHub } from '#tests/support/test-hub.ts';

/** What the inventory says stands beside what the hub believes. */
let hub: TestHub;
let agent: BareAgent;
let lists = 0;
beforeAll(async () => {
  hub = await startTestHub();
  agent = await new BareAgent(hub.address).join((await hub.enrolmentToken()).token, 'drifter');
});
afterAll(async () => {
  agent.leave();
  await hub.dispose();
});

const digest = () => (lists += 1).toString(16).padStart(64, '0');
const sendList = (...value: Software) =>
  agent.ask('inventory', { part: 'software', digest: digest(), value }).then(valueOf);
async function driftOf(packageId: string, computerId = agent.computerId): Promise<Drift | undefined> {
  const rows = await hub.hub.queries.installationsOfComputer(ADMIN, computerId);
  return rows.find((row) => row.packageId === packageId)?.drift;
}
const RULE = { namePattern: 'drifting*' };
async function install(packageId: string): Promise<void> {
  await deploy(hub, { computerId: agent.computerId, packageId, forceReinstall: true });
  const order = await agent.jobOrder();
  const key = { jobId: order.jobId, attempt: order.attempt, sinceAccepted: 1 };
  valueOf(await agent.report({ event: 'executing', ...key }));
  valueOf(await agent.report({ event: 'succeeded', ...key, exitCode: 0 }));
}

describe('drift', () => {
  it('[I4] is judged when the list of software comes, and told', async () => {
    const { id } = await givenPackage(hub, { version: '2.0', softwareMatch: RULE });
    await sendList();
    await install(id);
    expect(await driftOf(id)).toStrictEqual({ state: 'unknown' });
    await sendList({ name: 'drifting', version: '2.0' });
    expect(await driftOf(id)).toStrictEqual({ state: 'ok' });
    await sendList({ name: 'drifting', version: '3.1' });
    expect(await driftOf(id)).toStrictEqual({ state: 'otherVersion', found: '3.1' });
    await sendList({ name: 'something', version: '2.0' });
    expect(await driftOf(id)).toStrictEqual({ state: 'missing' });
    const { rows, total } = await hub.hub.queries.installationsOfPackage(ADMIN, id, { drifted: true });
    expect(rows.map((row) => row.computerName)).toStrictEqual(['drifter']);
    expect(total).toBe(1);
  });

  it('[I3] is not judged by what a list lacks that was cut', async () => {
    const { id } = await givenPackage(hub, { softwareMatch: { namePattern: 'behind the cut' } });
    await install(id);
    await sendList();
    expect(await driftOf(id)).toStrictEqual({ state: 'missing' });
    const cut = { part: 'software', digest: digest(), isCut: true, value: [{ name: 'a', version: '1' }] };
    valueOf(await agent.ask('inventory', cut));
    expect(await driftOf(id)).toStrictEqual({ state: 'unknown' });
    const shown = await hub.hub.queries.computer(ADMIN, agent.computerId);
    expect(shown).toMatchObject({ softwareIsCut: true, software: [{ name: 'a' }] });
    await sendList();
    expect(await driftOf(id)).toStrictEqual({ state: 'missing' });
    expect(await hub.hub.queries.computer(ADMIN, agent.computerId)).not.toHaveProperty('softwareIsCut');
  });

  it('[I3] a repair is believed until a list from after it says otherwise', async () => {
    const { id } = await givenPackage(hub, { softwareMatch: { namePattern: 'repaired' } });
    await install(id);
    await sendList();
    expect(await driftOf(id)).toStrictEqual({ state: 'missing' });
    await install(id);
    expect(await driftOf(id)).toStrictEqual({ state: 'unknown' });
    await sendList({ name: 'other', version: '1' });
    expect(await driftOf(id)).toStrictEqual({ state: 'missing' });
  });

  it('[I4] of a record by hand is judged at once', async () => {
    await sendList({ name: 'by-hand', version: '1.0' });
    const there = await givenPackage(hub, { softwareMatch: { namePattern: 'by-hand' } });
    const gone = await givenPackage(hub, { softwareMatch: { namePattern: 'by-foot' } });
    const add = (packageId: string) =>
      hub.hub.commands.addInstallation(ADMIN, { computerId: agent.computerId, packageId });
    expect((await add(there.id)).drift).toStrictEqual({ state: 'ok' });
    expect((await add(gone.id)).drift).toStrictEqual({ state: 'missing' });
  });

  it('[I4] follows a rule that is made, changed and taken away, on every computer of the package', async () => {
    const { id } = await givenPackage(hub, { version: '5' });
    const { store } = hub.context;
    const computers = Array.from({ length: 45 }, (_, n) => `c${100 + n}`);
    for (const computerName of computers) {
      await store.installations.put(anInstallation({ packageId: id, packageVersion: '5', computerName }));
    }
    await hub.hub.commands.addInstallation(ADMIN, { computerId: agent.computerId, packageId: id });
    await sendList({ name: 'ruled', version: '6' });
    expect(await driftOf(id)).toStrictEqual({ state: 'unknown' });
    const { softwareMatch, revision } = await hub.hub.commands.editPackage(ADMIN, {
      packageId: id,
      softwareMatch: { namePattern: 'ruled' },
    });
    expect(softwareMatch).toStrictEqual({ namePattern: 'ruled' });
    await hub.context.drift.drained();
    expect((await driftOf(id))?.state).toBe('otherVersion');
    await hub.hub.commands.editPackage(ADMIN, {
      packageId: id,
      softwareMatch: { namePattern: 'ruled', versionPattern: '*' },
    });
    await hub.context.drift.drained();
    expect((await driftOf(id))?.state).toBe('ok');
    const bare = await hub.hub.commands.editPackage(ADMIN, { packageId: id, softwareMatch: null });
    expect(bare).not.toHaveProperty('softwareMatch');
    expect(bare.revision).toBe(revision + 2);
    await hub.context.drift.drained();
    expect((await driftOf(id))?.state).toBe('unknown');
    // Of the others no list is known: their records are as they were.
    const others = await hub.hub.queries.installationsOfPackage(ADMIN, id, { drifted: true });
    expect(others.total).toBe(0);
  });

  it('is kept with the package and checked', async () => {
    const wrong = hub.hub.commands.editPackage(ADMIN, {
      packageId: anId(),
      softwareMatch: { namePattern: ' ' },
    });
    await expect(wrong).rejects.toMatchObject({
      code: 'invalidInput',
      fields: [{ path: 'softwareMatch.namePattern' }],
    });
    const made = await givenPackage(hub, { softwareMatch: RULE });
    expect((await hub.hub.queries.package(ADMIN, made.id)).softwareMatch).toStrictEqual(RULE);
    const edited = await hub.hub.commands.editPackage(ADMIN, { packageId: made.id, notes: 'n' });
    expect(edited.softwareMatch).toStrictEqual(RULE);
  });
});
