import { expect, it } from 'vitest';
import type { PendingPower } from '#domain/entities.ts';
import type { ComputerSummary } from '#store/contract/aggregates.ts';
import { aComputer, anId, THEN } from '#tests/support/builders.ts';
import { aMachine } from '#tests/support/hardware.ts';
import { describeStore, everyPage, idOf } from './on-database.ts';

const digest = (digit: string) => digit.repeat(64);
const hardware = aMachine({
  hostname: 'alpha',
  processor: { name: 'a processor', cores: 8 },
  memoryBytes: 17_179_869_184,
  interfaces: [{ name: 'eth0', mac: '02:00:00:00:00:01', wired: true, addresses: [] }],
});

describeStore('computers', ({ store }) => {
  it('come back as inserted, the software only where it is asked for', async () => {
    const plain = aComputer();
    const software = [{ name: 'hello', version: '2.10', architecture: 'amd64' }];
    const full = aComputer({
      notes: 'in the hall',
      lastSeenAt: THEN,
      lastAddress: '192.0.2.7',
      agentVersion: '0.1.0',
      bootId: 'a boot',
      bootedAt: THEN,
      hardware,
      users: [{ name: 'ada', terminal: 'tty1', since: 'today' }],
      digests: { hardware: digest('a'), software: digest('b') },
      inventoryAt: THEN,
    });
    await store().computers.insert(plain);
    const inserted = await store().computers.insert({ ...full, software });
    expect(inserted).toStrictEqual({ ...full, software, revision: 1 });
    expect(await store().computers.get(plain.id)).toStrictEqual({ ...plain, revision: 1 });
    expect(await store().computers.get(full.id)).toStrictEqual({ ...full, revision: 1 });
    expect(await store().computers.getWithSoftware(full.id)).toStrictEqual(inserted);
    expect(await store().computers.getWithSoftware(plain.id)).toStrictEqual({ ...plain, revision: 1 });
    expect(await store().computers.findByPublicKey(full.publicKey)).toStrictEqual({ ...full, revision: 1 });
    expect(await store().computers.findByPublicKey('another key')).toBeUndefined();
    const many = await store().computers.getMany([plain.id, full.id, anId()]);
    expect(many.map(idOf).toSorted()).toStrictEqual([plain.id, full.id]);
    for (const read of [store().computers.get(anId()), store().computers.getWithSoftware(anId())]) {
      expect(await read).toBeUndefined();
    }
  });

  it('tell their revisions without being read', async () => {
    const one = await store().computers.insert(aComputer());
    const other = await store().computers.insert(aComputer());
    await store().computers.change(other.id, { notes: 'changed' });
    expect(await store().computers.revisionsOf([one.id, other.id, anId()])).toStrictEqual(
      new Map([
        [one.id, 1],
        [other.id, 2],
      ]),
    );
  });

  it('have names of their own, without regard to case', async () => {
    const first = aComputer({ name: 'Reception-Ö' });
    await store().computers.insert(first);
    const second = aComputer({ name: 'RECEPTION-ö' });
    await expect(store().computers.insert(second)).rejects.toMatchObject({ code: 'nameTaken' });
    expect(await store().computers.get(second.id)).toBeUndefined();
  });

  it('know what is due on them, by compare-and-set', async () => {
    const power: PendingPower = {
      id: anId(),
      action: 'restart',
      state: 'counting',
      reasons: [{ kind: 'hand', by: 'sam', text: '' }],
      requestedAt: THEN,
      timeoutMinutes: 0.5,
      until: THEN,
      users: ['ann'],
      postponed: { by: 'sam', at: THEN },
    };
    const [due, plain] = [aComputer(), aComputer()];
    const { revision } = await store().computers.insert(due);
    await store().computers.insert(plain);
    const asked = () => store().computers.powerOf([due.id, plain.id, anId()]);
    expect(await asked()).toStrictEqual(new Map());
    const saved = await store().computers.changePower(due.id, revision, power);
    expect(saved).toStrictEqual({ ...due, power, revision: revision + 1 });
    expect(await asked()).toStrictEqual(new Map([[due.id, power]]));
    expect(await store().computers.changePower(due.id, revision, null)).toBeUndefined();
    expect(await store().computers.changePower(anId(), 1, null)).toBeUndefined();
    expect(await asked()).toStrictEqual(new Map([[due.id, power]]));
    const gone = await store().computers.changePower(due.id, revision + 1, null);
    expect(gone).toStrictEqual({ ...due, revision: revision + 2 });
    expect(await asked()).toStrictEqual(new Map());
  });

  it('know when they were seen last', async () => {
    const [seen, never] = [aComputer(), aComputer()];
    await store().computers.insert(seen);
    await store().computers.insert(never);
    await store().computers.disconnect(seen.id, { lastSeenAt: THEN });
    const asked = await store().computers.lastSeenOf([seen.id, never.id, anId()]);
    expect(asked).toStrictEqual(new Map([[seen.id, THEN]]));
  });

  it('an id that is there already is a fault, not a taken name', async () => {
    const computer = aComputer();
    await store().computers.insert(computer);
    const insert = store().computers.insert(aComputer({ id: computer.id }));
    await expect(insert).rejects.not.toHaveProperty('name', 'Refusal');
  });

  it('change their fields with a new revision each time', async () => {
    const computer = aComputer();
    await store().computers.insert(computer);
    const changes = Array.from({ length: 10 }, (_, place) =>
      store().computers.change(computer.id, { notes: `note ${place}`, lastSeenAt: THEN }),
    );
    const revisions = (await Promise.all(changes)).map((changed) => changed?.revision ?? 0);
    expect(revisions.toSorted((a, b) => a - b)).toStrictEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    const now = await store().computers.get(computer.id);
    expect(now).toMatchObject({ lastSeenAt: THEN, revision: 11, name: computer.name });
    expect(await store().computers.change(anId(), { notes: '' })).toBeUndefined();
  });

  it('save each part of the inventory with its digest, and no other part', async () => {
    const computer = aComputer();
    await store().computers.insert(computer);
    const { computers } = store();
    const software = [{ name: 'hello', version: '2.10' }];
    const users = [{ name: 'ada', terminal: 'tty1', since: 'today' }];
    await computers.saveInventory(
      computer.id,
      { part: 'hardware', digest: digest('a'), value: hardware },
      THEN,
    );
    await computers.saveInventory(computer.id, { part: 'users', digest: digest('b'), value: users }, THEN);
    const saved = await computers.saveInventory(
      computer.id,
      { part: 'software', digest: digest('c'), value: software },
      THEN,
    );
    const expected = {
      ...computer,
      hardware,
      users,
      digests: { hardware: digest('a'), users: digest('b'), software: digest('c') },
      inventoryAt: THEN,
      revision: 4,
    };
    expect(saved).toStrictEqual(expected);
    expect(await computers.getWithSoftware(computer.id)).toStrictEqual({ ...expected, software });
    const less = await computers.saveInventory(
      computer.id,
      { part: 'software', digest: digest('d'), value: [] },
      THEN,
    );
    expect(less?.digests.software).toBe(digest('d'));
    expect((await computers.getWithSoftware(computer.id))?.software).toStrictEqual([]);
    const gone = anId();
    const report = { part: 'software' as const, digest: digest('e'), value: software };
    expect(await computers.saveInventory(gone, report, THEN)).toBeUndefined();
    await computers.insert(aComputer({ id: gone }));
    expect(await computers.getWithSoftware(gone)).not.toHaveProperty('software');
  });
});

describeStore('the list of computers', ({ store }) => {
  it('goes by name without regard to case, searches parts of it literally, page by page', async () => {
    const names = ['delta', 'Alpha', 'alpha.2', 'ALPHAX2', 'Charlie', 'bravo', 'Écho', 'zulu (old)'];
    for (const name of names) await store().computers.insert(aComputer({ name }));
    expect(await store().computers.count()).toBe(8);
    expect(await store().computers.count(3)).toBe(3);
    const read = async (search?: string) => {
      const rows = await everyPage<ComputerSummary>((last) =>
        store().computers.list({
          limit: 3,
          ...(search === undefined ? {} : { search }),
          ...(last === undefined ? {} : { after: last }),
        }),
      );
      return rows.map(({ name }) => name);
    };
    const ordered = ['Alpha', 'alpha.2', 'ALPHAX2', 'bravo', 'Charlie', 'delta', 'zulu (old)', 'Écho'];
    expect(await read()).toStrictEqual(ordered);
    expect(await read('')).toStrictEqual(ordered);
    expect(await read('ALPHA')).toStrictEqual(['Alpha', 'alpha.2', 'ALPHAX2']);
    expect(await read('a.2')).toStrictEqual(['alpha.2']);
    expect(await read('éCH')).toStrictEqual(['Écho']);
    expect(await read('(old)')).toStrictEqual(['zulu (old)']);
    expect(await read('^a')).toStrictEqual([]);
    expect(await read('a'.repeat(5_000))).toStrictEqual([]);
  });

  it('keep their list of software with the moment at which it came', async () => {
    const { id } = await store().computers.insert(aComputer());
    expect(await store().computers.softwareOf(id)).toBeUndefined();
    const value = [{ name: 'tool', version: '1' }];
    const at = new Date('2026-05-04T12:00:00.000Z');
    await store().computers.saveInventory(id, { part: 'software', digest: 'a'.repeat(64), value }, at);
    expect(await store().computers.softwareOf(id)).toStrictEqual({ software: value, at });
    const cut = { part: 'software', digest: 'b'.repeat(64), value, isCut: true } as const;
    await store().computers.saveInventory(id, cut, at);
    expect(await store().computers.softwareOf(id)).toStrictEqual({ software: value, at, isCut: true });
    expect(await store().computers.getWithSoftware(id)).toMatchObject({ softwareIsCut: true });
    await store().computers.saveInventory(id, { part: 'software', digest: 'a'.repeat(64), value }, at);
    expect(await store().computers.softwareOf(id)).toStrictEqual({ software: value, at });
  });
});
