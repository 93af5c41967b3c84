import type { Store } from '#store/contract/store.ts';
import * as build from '#tests/support/builders.ts';

const { anId, THEN } = build;

/** What the tests ask about, among much that they do not. */
export async function fill(store: Store) {
  const computers = Array.from({ length: 40 }, () => build.aComputer());
  const families = Array.from({ length: 20 }, () => build.aFamily());
  const packages = families.flatMap(({ id, name }) =>
    ['1', '2', '3'].map((version) =>
      build.aPackage({
        familyId: id,
        familyName: name,
        version,
        content: { sha256: `${id}${version}`, bytes: 1, fileName: 'a', files: 1 },
      }),
    ),
  );
  const containers = Array.from({ length: 30 }, (_, place) =>
    build.aContainer({ counts: { succeeded: 1, ...(place < 3 ? { waiting: 1 } : {}) } }),
  );
  const states = ['waiting', 'succeeded', 'failed', 'executing', 'succeeded'] as const;
  const jobs = containers.flatMap((container, row) =>
    computers.map((computer, place) =>
      build.aJob({
        containerId: container.id,
        computerId: computer.id,
        packageId: packages[(row + place) % packages.length]?.id ?? anId(),
        sequence: place + 1,
        state: states[(row + place) % states.length] ?? 'waiting',
        dueAt: new Date(THEN.getTime() + row * 60_000),
        attempt: build.anAttempt(),
        ...(place % 5 === 1 ? { endedAt: new Date(THEN.getTime() + row * 60_000) } : {}),
        owed: row === 0 && place < 5 ? ['settleContainer'] : [],
      }),
    ),
  );
  const groups = Array.from({ length: 12 }, () => build.aGroup());
  for (const group of groups) await store.groups.insert('computers', group);
  for (const [place, computer] of computers.entries()) {
    const groupIds = [groups[place % 12]?.id ?? anId(), groups[(place + 3) % 12]?.id ?? anId()];
    await store.computers.insert({ ...computer, groupIds });
  }
  for (const { id } of packages.slice(0, 12)) {
    await store.groups.insert(
      'packages',
      build.aGroup({ packageIds: [id, ...packages.slice(20, 23).map((one) => one.id)] }),
    );
  }
  for (const family of families) await store.packages.insertFamily(family);
  for (const entity of packages) await store.packages.insert(entity);
  for (const container of containers) await store.containers.insert(container);
  await store.jobs.insertMany(jobs);
  for (const { id } of jobs.slice(0, 20)) {
    await store.output.append(
      Array.from({ length: 30 }, (_, n) => build.aChunk({ jobId: id, sequence: n + 1 })),
    );
  }
  for (const [place, { id }] of computers.entries()) {
    for (const { id: packageId } of packages.slice(place % 10, (place % 10) + 4)) {
      await store.installations.put(build.anInstallation({ computerId: id, packageId }));
    }
    await store.access.insertUser(build.aUser());
    await store.access.insertSession(build.aSession());
    await store.keyedRequests.begin(build.aKeyedRequest(), THEN);
    await store.access.insertEnrolmentToken(build.anEnrolmentToken());
    await store.access.insertApiToken(build.anApiToken());
    await store.audit.insert(build.anAuditEntry({ verb: place % 2 ? 'job.cancel' : 'computer.notes' }));
    await store.history.putSummaries([
      build.aSummary({ computerId: id, packageId: packages[place % 12]?.id ?? anId() }),
    ]);
    await store.timeline.insertMany(Array.from({ length: 5 }, () => build.anEvent({ computerId: id })));
    await store.history.putHour({ hour: new Date(THEN.getTime() + place * 3_600_000), counts: {} });
  }
  const wakeStates = ['waking', 'awake', 'noAnswer', 'stopped'] as const;
  const wakes = containers.flatMap(({ id: containerId }, row) =>
    computers.map(({ id: computerId }, place) =>
      build.aWake({
        containerId,
        computerId,
        state: wakeStates[row < 2 ? 0 : ((row + place) % 3) + 1] ?? 'awake',
        ...(row === 5 && place < 5 ? { state: 'awake', wokenByUs: true, shutdown: 'pending' } : {}),
      }),
    ),
  );
  await store.wakes.insertMany(wakes);
  const first = <Row>(rows: Row[]) => {
    const row = rows[3];
    if (row === undefined) throw new Error('There is too little of everything.');
    return row;
  };
  return {
    computer: first(computers),
    group: first(groups),
    other: first(groups.slice(4)),
    family: first(families),
    packaged: first(packages),
    container: first(containers),
    wake: first(wakes),
    job: first(jobs),
  };
}

export type Filled = Awaited<ReturnType<typeof fill>>;
